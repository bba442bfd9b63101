import { useId, useRef } from "react";

import type { ConfigFault } from "../../api/types";
import { config as t } from "../../texts/config";
import { useWhyForbidden } from "../../ui/permission";
import { FaultList } from "./FaultList";
import { partsOf } from "./ini";

interface Props {
  text: string;
  faults: readonly ConfigFault[];
  onChange: (text: string) => void;
}

/** The file as text, with the numbers of its lines; a line that cannot be used is marked and explained above. */
export function TextEditor({ text, faults, onChange }: Props) {
  const id = useId();
  const forbidden = useWhyForbidden("admin");
  const area = useRef<HTMLTextAreaElement>(null);
  const under = useRef<HTMLPreElement>(null);
  const wrong = new Set(faults.map((fault) => fault.line));
  const follow = (): void => {
    if (under.current && area.current) {
      under.current.scrollTop = area.current.scrollTop;
      under.current.scrollLeft = area.current.scrollLeft;
    }
  };
  const goTo = ({ line }: ConfigFault): void => {
    const lines = text.split("\n");
    const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    area.current?.focus();
    area.current?.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
  };
  return (
    <div className="stack">
      <FaultList id={`${id}-faults`} faults={faults} onPick={goTo} />
      <div className="field">
        <label htmlFor={id}>{t.textLabel}</label>
        <div className="code">
          <pre ref={under} aria-hidden="true">
            {text.split("\n").map((line, i) => (
              // oxlint-disable-next-line react/no-array-index-key -- a line is known by its place alone
              <span key={i} className={wrong.has(i + 1) ? "ln wrong" : "ln"}>
                {partsOf(line).map(([kind, part], j) => (
                  // oxlint-disable-next-line react/no-array-index-key
                  <span key={j} className={kind}>
                    {part}
                  </span>
                ))}
                {"\n"}
              </span>
            ))}
          </pre>
          <textarea
            id={id}
            ref={area}
            value={text}
            spellCheck={false}
            autoCapitalize="off"
            autoComplete="off"
            wrap="off"
            readOnly={forbidden !== null}
            aria-invalid={faults.length > 0}
            {...(faults.length > 0 ? { "aria-describedby": `${id}-faults` } : {})}
            onScroll={follow}
            onChange={(e) => onChange(e.target.value)}
          />
        </div>
        {forbidden ? <div className="hint">{forbidden}</div> : null}
      </div>
    </div>
  );
}
