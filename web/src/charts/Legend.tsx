import { text } from "../texts";
import { dashOf, seriesToken } from "./colours";
import type { PlotLine } from "./plot";

interface Props {
  lines: readonly PlotLine[];
  show: (y: number | null | undefined) => string;
  hidden: ReadonlySet<string>;
  onHide: (hidden: ReadonlySet<string>) => void;
}

/** Line sample, name, last value. Press hides or shows; double press or Alt shows only this one, and again all. */
export function Legend({ lines, show, hidden, onHide }: Props) {
  const units = [...new Set(lines.map((line) => line.unit))];
  const toggle = (unit: string): void => {
    const next = new Set(hidden);
    if (!next.delete(unit)) next.add(unit);
    onHide(next);
  };
  const isolate = (unit: string): void => {
    const others = units.filter((u) => u !== unit);
    const isAlone = others.every((u) => hidden.has(u)) && !hidden.has(unit);
    onHide(new Set(isAlone ? [] : others));
  };
  return (
    <div className="legend" role="group" aria-label={text.pages.chart.series}>
      {lines
        .filter((line) => !line.isTruth)
        .map((line) => (
          <button
            key={line.name}
            type="button"
            aria-pressed={!hidden.has(line.unit)}
            title={text.pages.chart.hide(line.label)}
            onClick={(e) => (e.altKey ? isolate(line.unit) : e.detail < 2 && toggle(line.unit))}
            onDoubleClick={() => isolate(line.unit)}
          >
            <svg viewBox="0 0 22 8" aria-hidden="true">
              <line x1="1" y1="4" x2="21" y2="4" stroke={`var(${seriesToken(line.slot)})`} strokeWidth="2.600" strokeDasharray={dashOf(line.slot).join(" ")} />
            </svg>
            {line.label} <b>{show(line.y.findLast((y) => y !== null))}</b>
          </button>
        ))}
    </div>
  );
}
