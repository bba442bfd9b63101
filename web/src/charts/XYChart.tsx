import { keyed } from "../ui/keyed";
import { useWidth } from "../ui/useWidth";
import { niceRange, yTicks } from "./axes";
import { dashOf, seriesToken } from "./colours";

export interface XYSeries {
  id: string;
  label: string;
  /** Slot of its colour, 1 to 12. */
  slot: number;
  isLine: boolean;
  points: readonly { x: number; y: number }[];
}

interface Props {
  xLabel: string;
  yLabel: string;
  /** All of it in a sentence, for those who do not see it. */
  sentence: string;
  series: readonly XYSeries[];
  height?: number;
}

const LEFT = 56;
const RIGHT = 14;
const TOP = 26;
const BOTTOM = 40;

/** Some points against something that is not time, with lines through them: small enough to be drawn as SVG. */
export function XYChart({ xLabel, yLabel, sentence, series, height = 280 }: Props) {
  const [box, width] = useWidth<HTMLDivElement>();
  return (
    <div ref={box} className="xychart" style={{ height }} data-points={series.reduce((sum, one) => sum + (one.isLine ? 0 : one.points.length), 0)}>
      {width > 0 ? <Drawing xLabel={xLabel} yLabel={yLabel} sentence={sentence} series={series} width={width} height={height} /> : null}
    </div>
  );
}

function Drawing({ xLabel, yLabel, sentence, series, width, height }: Required<Props> & { width: number }) {
  const points = series.flatMap((one) => one.points).filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
  const [x0, x1] = rangeOf(points.map(({ x }) => x));
  const [y0, y1] = rangeOf(points.map(({ y }) => y));
  const px = (x: number): number => LEFT + ((x - x0) / (x1 - x0)) * (width - LEFT - RIGHT);
  const py = (y: number): number => height - BOTTOM - ((y - y0) / (y1 - y0)) * (height - TOP - BOTTOM);
  const xTicks = yTicks(x0, x1, width < 460 ? 4 : 8);
  const rows = yTicks(y0, y1, 5);
  return (
    <svg width={width} height={height} role="img" aria-label={sentence}>
      {rows.map((y) => (
        <g key={y}>
          <line className="gridline" x1={LEFT} x2={width - RIGHT} y1={py(y)} y2={py(y)} />
          <text x={LEFT - 8} y={py(y) + 4} textAnchor="end">
            {label(y, rows)}
          </text>
        </g>
      ))}
      {xTicks.map((x) => (
        <text key={x} x={px(x)} y={height - BOTTOM + 18} textAnchor="middle">
          {label(x, xTicks)}
        </text>
      ))}
      <text x={LEFT} y={12}>
        {yLabel}
      </text>
      <text x={width - RIGHT} y={height - 4} textAnchor="end">
        {xLabel}
      </text>
      {series.map((one) => (
        <Marks key={one.id} one={one} px={px} py={py} />
      ))}
    </svg>
  );
}

function Marks({ one, px, py }: { one: XYSeries; px: (x: number) => number; py: (y: number) => number }) {
  const colour = `var(${seriesToken(one.slot)})`;
  if (one.isLine) return <polyline points={one.points.map(({ x, y }) => `${px(x).toFixed(1)},${py(y).toFixed(1)}`).join(" ")} stroke={colour} strokeDasharray={dashOf(one.slot).join(" ")} />;
  return (
    <g fill={colour}>
      {keyed(one.points, ({ x, y }) => `${x}/${y}`).map(([key, { x, y }]) => (
        <circle key={key} cx={px(x)} cy={py(y)} r={4}>
          <title>{`${x.toPrecision(4)}, ${y.toPrecision(4)}`}</title>
        </circle>
      ))}
    </g>
  );
}

/** A range with ticks at both ends; it begins at 0 where that is near. */
function rangeOf(values: readonly number[]): [number, number] {
  if (values.length === 0) return [0, 1];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return niceRange(low > 0 && low < 0.5 * high ? 0 : low, high, null);
}

function label(value: number, ticks: readonly number[]): string {
  const step = Math.abs((ticks[1] ?? 1) - (ticks[0] ?? 0));
  const decimals = step > 0 ? Math.min(5, Math.max(0, Math.ceil(-Math.log10(step) - 1e-9))) : 0;
  return value.toFixed(decimals).replace("-", "−");
}
