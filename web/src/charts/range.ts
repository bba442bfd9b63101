import { between } from "./search";

/** A line as far as its range is concerned; `t` in unix milliseconds. */
export interface RangeLine {
  t: readonly number[];
  y: readonly number[];
  low: readonly (number | null)[];
  high: readonly (number | null)[];
}

/** Below this width an interval is as good as certain. */
const CERTAIN = 0.02;
const CUT = 0.01;
const MOST = 500;

/**
 * The range that an axis should show of lines with intervals, between `a` and `b` (unix seconds); null without points.
 *
 * The first and last hundredth of the weight are left out, and a value weighs the less the wider its interval is: the
 * guesses of the first minutes do not press what is known into a thin band. The newest value of a line always counts;
 * zooming to the first minutes shows them whole.
 */
export function likelyRange(lines: readonly RangeLine[], a: number, b: number): [number, number] | null {
  const points: { y: number; weight: number }[] = [];
  const newest: number[] = [];
  for (const line of lines) {
    const [from, end] = between(line.t, a * 1000, b * 1000);
    const stride = Math.max(1, Math.floor((end - from) / MOST));
    for (let k = from; k < end; k += stride) {
      const y = line.y[k] as number;
      const [low, high] = [line.low[k] ?? y, line.high[k] ?? y];
      const weight = 1 / Math.max(high - low, CERTAIN) ** 2;
      points.push({ y: low, weight }, { y, weight }, { y: high, weight });
    }
    if (end > from) newest.push(line.y[end - 1] as number);
  }
  if (points.length === 0) return null;
  points.sort((p, q) => p.y - q.y);
  const total = points.reduce((sum, p) => sum + p.weight, 0);
  const at = (share: number): number => {
    let sum = 0;
    for (const p of points) {
      sum += p.weight;
      if (sum >= share * total) return p.y;
    }
    return points.at(-1)?.y ?? 0;
  };
  return [Math.min(at(CUT), ...newest), Math.max(at(1 - CUT), ...newest)];
}
