import { useId } from "react";

import type { UnitRow } from "../../api/types";
import { labelOf } from "../../features/units/model";
import { text } from "../../texts";
import { Segmented } from "../../ui/Segmented";

interface Props {
  level: string;
  onLevel: (level: string) => void;
  unit: string;
  onUnit: (unit: string) => void;
  scope: string;
  onScope: (scope: string) => void;
  units: readonly UnitRow[];
}

const t = text.pages.events;

export function Filters({ level, onLevel, unit, onUnit, scope, onScope, units }: Props) {
  const id = useId();
  return (
    <div className="tools">
      <Segmented label={t.level} options={Object.entries(t.levels)} value={level} onPick={onLevel} />
      <Segmented
        label={t.scope}
        options={[
          ["", t.thisExperiment],
          ["all", t.everything],
        ]}
        value={scope}
        onPick={onScope}
      />
      <span className="grow" />
      <label htmlFor={id} className="small muted">
        {t.unit}
      </label>
      <select id={id} className="btn" value={unit} onChange={(e) => onUnit(e.target.value)}>
        <option value="">{t.allUnits}</option>
        {units.map((row) => (
          <option key={row.pioreactor_unit} value={row.pioreactor_unit}>
            {labelOf(row)}
          </option>
        ))}
      </select>
    </div>
  );
}
