import { text } from "../texts";
import { LineSample } from "./LineName";
import type { PlotLine } from "./lines";

interface Props {
  lines: readonly PlotLine[];
  show: (y: number | null | undefined) => string;
  hidden: ReadonlySet<string>;
  onHide: (hidden: ReadonlySet<string>) => void;
}

/** Line sample, name, last value. Press hides or shows; double press or Alt shows only this one, and again all. */
export function Legend({ lines, show, hidden, onHide }: Props) {
  const groups = [...new Set(lines.map((line) => line.group))];
  const toggle = (group: string): void => {
    const next = new Set(hidden);
    if (!next.delete(group)) next.add(group);
    onHide(next);
  };
  const isolate = (group: string): void => {
    const others = groups.filter((one) => one !== group);
    const isAlone = others.every((one) => hidden.has(one)) && !hidden.has(group);
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
            aria-pressed={!hidden.has(line.group)}
            title={text.pages.chart.hide(line.label)}
            onClick={(e) => (e.altKey ? isolate(line.group) : e.detail < 2 && toggle(line.group))}
            onDoubleClick={() => isolate(line.group)}
          >
            <LineSample slot={line.slot} {...(line.dash ? { dash: line.dash } : {})} />
            {line.label} <b>{show(line.y.at(-1))}</b>
          </button>
        ))}
    </div>
  );
}
