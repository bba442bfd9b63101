import type { UnitRow } from "../../api/types";
import { LineSample } from "../../charts/LineName";
import { labelOf } from "../../features/units/model";
import { text } from "../../texts";

interface Props {
  units: readonly UnitRow[];
  /** Those whose lines are shown. */
  chosen: readonly string[];
  onChoose: (units: readonly string[]) => void;
}

const t = text.charts.series;

/** Which units the charts show; the choice stands in the address. */
export function UnitsCard({ units, chosen, onChoose }: Props) {
  const toggle = (unit: string, isWanted: boolean): void => onChoose(units.map((row) => row.pioreactor_unit).filter((one) => (one === unit ? isWanted : chosen.includes(one))));
  return (
    <section className="card choices" aria-label={t.title}>
      <header>
        <h2>{t.title}</h2>
        <button type="button" className="linkish small" onClick={() => onChoose(units.map((row) => row.pioreactor_unit))}>
          {t.all}
        </button>
      </header>
      <ul>
        {units.map((row) => {
          const unit = row.pioreactor_unit;
          const isLast = chosen.length === 1 && chosen[0] === unit;
          return (
            <li key={unit}>
              <label title={isLast ? t.none : undefined}>
                <input type="checkbox" checked={chosen.includes(unit)} disabled={isLast} aria-label={t.show(labelOf(row))} onChange={(e) => toggle(unit, e.target.checked)} />
                <LineSample slot={row.color_slot} />
                <span className="ellipsis">{labelOf(row)}</span>
                {row.label ? <span className="small muted">{unit}</span> : null}
              </label>
              {isLast || units.length < 2 ? null : (
                <button type="button" className="linkish small" aria-label={t.only(labelOf(row))} onClick={() => onChoose([unit])}>
                  {t.onlyShort}
                </button>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
