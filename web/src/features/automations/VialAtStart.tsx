import { useId } from "react";

import type { UnitRow } from "../../api/types";
import { format, text } from "../../texts";
import { variableOf } from "../units/vialState";

interface Props {
  row: UnitRow;
  experiment: string;
  values: Record<string, string>;
  onType: (key: string, value: string) => void;
}

const t = text.actions.automations;
const FIELDS = Object.entries(t.vialFields) as [keyof typeof t.vialFields, string][];

/** What the books should say before a dosing automation starts; the present values stand where nothing is typed. */
export function VialAtStart({ row, experiment, values, onType }: Props) {
  const id = useId();
  return (
    <details className="advanced">
      <summary>{t.vial}</summary>
      <p className="small muted">{t.vialHint}</p>
      <div className="fields">
        {FIELDS.map(([key, label]) => {
          const now = variableOf(row, experiment, key);
          return (
            <div key={key} className="field">
              <label htmlFor={`${id}-${key}`}>{label}</label>
              <div className="input">
                <input id={`${id}-${key}`} inputMode="decimal" autoComplete="off" placeholder={now === null ? "" : format.plain(now)} value={values[key] ?? ""} onChange={(e) => onType(key, e.target.value.replace(",", "."))} />
                <span className="u">{key === "alt_media_fraction" ? "" : "mL"}</span>
              </div>
            </div>
          );
        })}
      </div>
    </details>
  );
}
