import { useState } from "react";

import { refusal } from "../../api/refusal";
import { clock } from "../../live";
import { format } from "../../texts";
import { calibrations } from "../../texts/calibrations";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { fileOf, putToUse, stopUsing, useFile, type Place } from "./commands";
import { degreeOf, deviationOf, isLine, rangeOf, type Calibration } from "./curve";
import { CalibrationCurve } from "./CurveView";

const t = calibrations.one;

interface Props {
  place: Place;
  row: Calibration;
  onDelete: () => void;
}

/** One calibration: its curve, what is known about it, its file, and whether it is in use. */
export function CalibrationPane({ place, row, onDelete }: Props) {
  const name = row.calibration_name;
  return (
    <section className="card" aria-label={name} data-calibration-shown={name}>
      <header className="panehead">
        <h2>{name}</h2>
        <a className="btn sm" href={fileOf(place, name)} download aria-label={t.downloadOf(name)}>
          <Icon name="dl" small />
          {t.download}
        </a>
        <Button size="sm" kind="danger" needs="operator" onClick={onDelete}>
          {calibrations.delete.verb}
        </Button>
        {row.is_active ? (
          <Button size="sm" needs="operator" onClick={() => void stopUsing(place)}>
            {calibrations.unuse.verb}
          </Button>
        ) : (
          <Button size="sm" kind="primary" icon="check" needs="operator" onClick={() => void putToUse(place, name)}>
            {calibrations.use.verb}
          </Button>
        )}
      </header>
      <div className="body">
        <CalibrationCurve calibration={row} />
        <h3 className="sr">{t.facts}</h3>
        <dl className="kv calfacts">
          {factsOf(row).map(([term, value]) => (
            <div key={term}>
              <dt>{term}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        <FileText key={name} place={place} name={name} />
      </div>
    </section>
  );
}

const yUnit = (row: Calibration): string => /\(([^)]+)\)$/.exec(calibrations.axis(row.y))?.[1] ?? "";
const xUnit = (row: Calibration): string => /\(([^)]+)\)$/.exec(calibrations.axis(row.x))?.[1] ?? "";
const withUnit = (value: string, unit: string): string => (unit ? `${value}${format.THIN}${unit}` : value);

function factsOf(row: Calibration): [string, string][] {
  const { curve_data_: curve } = row;
  const deviation = deviationOf(row);
  const [low, high] = rangeOf(row);
  const shape = curve.type === "poly" ? t.shapes.poly(degreeOf(curve.coefficients)) : t.shapes[curve.type](curve.knots.length);
  const isOwn = row.calibrated_on_pioreactor_unit === row.pioreactor_unit;
  return [
    [t.made, format.moment(Date.parse(row.created_at), clock.nowMs())],
    [t.madeOn, isOwn ? row.calibrated_on_pioreactor_unit : t.otherUnit(row.calibrated_on_pioreactor_unit)],
    [t.curve, shape],
    ...(isLine(curve) && curve.type === "poly" ? ([[t.slope, withUnit(calibrations.number(curve.coefficients.at(-2) ?? 0), `${yUnit(row)}/${xUnit(row)}`)]] as [string, string][]) : []),
    ...(row.recorded_data.x.length > 0 ? ([[t.range, withUnit(t.span(format.plain(low), format.plain(high)), xUnit(row))]] as [string, string][]) : []),
    ...(deviation === null ? [] : ([[t.deviation, withUnit(calibrations.few(deviation), yUnit(row))]] as [string, string][])),
    ...Object.entries(t.ownFacts).flatMap(([key, term]): [string, string][] => (key in row ? [[term, ownFact(key, row[key])]] : [])),
  ];
}

function ownFact(key: string, value: unknown): string {
  if (key === "voltage" && value === 0) return t.unmeasured;
  const words = typeof value === "number" ? format.plain(value) : String(value);
  return withUnit(words, t.ownUnits[key] ?? "");
}

/** The file as it is, asked for when somebody opens it. */
function FileText({ place, name }: { place: Place; name: string }) {
  const [isOpen, setOpen] = useState(false);
  const file = useFile(place, name, isOpen);
  return (
    <details className="said filetext" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t.file}</summary>
      {isOpen ? (
        <pre tabIndex={0} role="region" aria-label={t.file}>
          {file.data ?? (file.isError ? refusal(file.error).cause : calibrations.loading)}
        </pre>
      ) : null}
    </details>
  );
}
