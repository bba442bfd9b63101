import { useId } from "react";

import { text } from "../../texts";

export interface Other {
  section: string;
  key: string;
  value: string;
}

interface Props {
  /** The section of the job itself. */
  section: string;
  /** Its keys with their present values. */
  present: Record<string, string | null>;
  sections: Record<string, Record<string, string | null>>;
  own: Record<string, string>;
  onOwn: (key: string, value: string) => void;
  other: Other;
  onOther: (other: Other) => void;
  problem: string | null;
}

const t = text.actions.startSheet;

/** Configuration for one start: the keys of the job with their present values, and a row for any other key. */
export function Overrides({ section, present, sections, own, onOwn, other, onOther, problem }: Props) {
  const id = useId();
  const keys = Object.keys(present);
  return (
    <details className="advanced">
      <summary>{t.advanced}</summary>
      <p className="small muted">{t.advancedHint}</p>
      {keys.length > 0 ? (
        <div className="overrides" role="group" aria-label={section}>
          <p className="mono muted">[{section}]</p>
          {keys.map((key) => (
            <div key={key} className="override">
              <label htmlFor={`${id}-${key}`} className="mono">
                {key}
              </label>
              <div className="input">
                <input id={`${id}-${key}`} autoComplete="off" placeholder={present[key] ?? ""} value={own[key] ?? ""} onChange={(e) => onOwn(key, e.target.value)} />
              </div>
            </div>
          ))}
        </div>
      ) : null}
      <div role="group" aria-labelledby={`${id}-other`}>
        <p id={`${id}-other`} className="label">
          {t.other}
        </p>
        <div className="anyother">
          {(["section", "key", "value"] as const).map((part) => (
            <div key={part}>
              <label htmlFor={`${id}-other-${part}`} className="small muted">
                {t[part]}
              </label>
              <div className={`input${problem ? " bad" : ""}`}>
                <input
                  id={`${id}-other-${part}`}
                  autoComplete="off"
                  list={part === "value" ? undefined : `${id}-list-${part}`}
                  placeholder={part === "value" ? (sections[other.section]?.[other.key] ?? "") : ""}
                  aria-invalid={problem !== null}
                  value={other[part]}
                  onChange={(e) => onOther({ ...other, [part]: e.target.value })}
                />
              </div>
            </div>
          ))}
        </div>
        {problem ? (
          <div className="hint err" role="alert">
            {problem}
          </div>
        ) : null}
        <datalist id={`${id}-list-section`}>
          {Object.keys(sections).map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </datalist>
        <datalist id={`${id}-list-key`}>
          {Object.keys(sections[other.section] ?? {}).map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </datalist>
      </div>
    </details>
  );
}
