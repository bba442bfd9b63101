import { useState } from "react";

import { momentText, parseElapsed } from "../../charts/moments";
import { compare as t } from "../../texts/compare";

interface Props {
  label: string;
  offsetS: number;
  onSet: (offsetS: number) => void;
}

/** The zero of one line, after the start of its experiment; Enter or leaving the field sets it, Escape gives it back. */
export function OffsetField({ label, offsetS, onSet }: Props) {
  const shown = momentText(offsetS, "elapsed", 0);
  const [typed, setTyped] = useState<string | null>(null);
  const value = typed ?? shown;
  const parsed = value.trim() === "" ? 0 : parseElapsed(value);
  const set = (): void => {
    if (parsed === null) return;
    setTyped(null);
    if (typed !== null && parsed !== offsetS) onSet(parsed);
  };
  return (
    <div className="offset">
      <div className={`input${parsed === null ? " bad" : ""}`}>
        <input
          aria-label={label}
          aria-invalid={parsed === null}
          value={value}
          autoComplete="off"
          onChange={(e) => setTyped(e.target.value)}
          onBlur={set}
          onKeyDown={(e) => {
            if (e.key === "Enter") set();
            else if (e.key === "Escape" && typed !== null) {
              e.stopPropagation();
              setTyped(null);
            }
          }}
        />
        <span className="u">h</span>
      </div>
      {parsed === null ? (
        <div className="err small" role="alert">
          {t.offsetBad}
        </div>
      ) : null}
    </div>
  );
}
