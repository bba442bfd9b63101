import { format, text } from "../texts";
import { momentLabel, type TimeScale } from "./axes";
import type { PlotLine } from "./lines";
import { between } from "./search";

interface Props {
  lines: readonly PlotLine[];
  unitText: string;
  show: (y: number | null) => string;
  startS: number;
  scale: TimeScale;
  ends: readonly [number, number];
}

const ROWS = 60;

/** The window as a table: one row per sixtieth of it, one column per line, means of what was measured there. */
export function TableView({ lines, unitText, show, startS, scale, ends }: Props) {
  const step = (ends[1] - ends[0]) / ROWS;
  const rows = Array.from({ length: ROWS }, (_, i) => ends[1] - (i + 1) * step);
  const columns = lines.map((line) => bucketMeans(line, ends[0], step));
  return (
    <div className="plot">
      <div className="tablebox tableview" tabIndex={0} role="region" aria-label={text.pages.chart.table}>
        <table className="data">
          <thead>
            <tr>
              <th scope="col">{text.pages.chart.time}</th>
              {lines.map((line) => (
                <th key={line.name} scope="col" className="n">
                  {line.isTruth ? text.pages.chart.truth(line.label) : line.label}, {unitText}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((from, i) => (
              <tr key={from}>
                <td className="nowrap">{momentLabel(from, scale, startS)}</td>
                {columns.map((means, k) => (
                  <td key={lines[k]?.name} className="n">
                    {means[ROWS - 1 - i] === undefined ? format.NONE : show(means[ROWS - 1 - i] ?? null)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function bucketMeans(line: PlotLine, startS: number, step: number): (number | undefined)[] {
  const sums = Array.from({ length: ROWS }, () => ({ n: 0, sum: 0 }));
  const [from, to] = between(line.t, startS * 1000, (startS + ROWS * step) * 1000);
  for (let k = from; k < to; k++) {
    const bucket = sums[Math.floor(((line.t[k] as number) / 1000 - startS) / step)];
    if (!bucket) continue;
    bucket.n += 1;
    bucket.sum += line.y[k] as number;
  }
  return sums.map(({ n, sum }) => (n > 0 ? sum / n : undefined));
}
