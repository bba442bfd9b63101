import type { Assignment } from "../../api/types";
import { text } from "../../texts";

interface Props {
  assignments: readonly Assignment[];
  experiment: string | null;
  chosen: ReadonlySet<string>;
  onChange: (chosen: ReadonlySet<string>) => void;
}

/** All units of the cluster with what they work for; ticked ones will belong to the experiment. */
export function UnitPicker({ assignments, experiment, chosen, onChange }: Props) {
  const t = text.pages.create;
  const state = (a: Assignment): string => {
    if (!a.experiment) return t.free;
    return a.experiment === experiment ? t.here : t.busy(a.experiment);
  };
  const toggle = (unit: string): void => {
    const next = new Set(chosen);
    if (!next.delete(unit)) next.add(unit);
    onChange(next);
  };
  return (
    <ul className="picklist">
      {assignments.map((a) => (
        <li key={a.pioreactor_unit}>
          <label>
            <input type="checkbox" className="chk" checked={chosen.has(a.pioreactor_unit)} onChange={() => toggle(a.pioreactor_unit)} />
            <span className="grow">{a.pioreactor_unit}</span>
            <span className="small muted">{state(a)}</span>
          </label>
        </li>
      ))}
    </ul>
  );
}

/** Units that work for nothing. */
export const freeUnits = (assignments: readonly Assignment[]): string[] => assignments.filter((a) => !a.experiment && a.is_active).map((a) => a.pioreactor_unit);
