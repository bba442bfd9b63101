import { align, type Aligned } from "./align";
import { binWidth, type Columns, type Levels } from "./levels";
import { between, lowerBound } from "./search";

export interface GridLine extends Columns {
  levels: Levels;
  /** A pause longer than this breaks the line. */
  gapMs: number;
  /** Each value holds until the next one. */
  isStepped: boolean;
}

/** Up to so many points per pixel are drawn as they are. */
const FEW = 2;
const SLOTS = 3;

/**
 * What the chart library draws of some lines between `a` and `b` (unix seconds), `width` pixels wide.
 *
 * Few readings are given as they are, with one more at each side. Of many, or of means with their extremes, each
 * pixel column gets both extremes of a line in their order, and of a level also what it was last.
 */
export function gridOf(lines: readonly GridLine[], a: number, b: number, width: number): Aligned {
  const [aMs, bMs] = [a * 1000, b * 1000];
  const parts = lines.map((line) => between(line.t, aMs, bMs));
  const count = parts.reduce((sum, [from, to]) => sum + to - from, 0);
  if (count <= FEW * width && lines.every((line) => line.min === null)) {
    const slices = lines.map((line, i) => {
      const [from, to] = parts[i] as [number, number];
      return { t: line.t.slice(Math.max(0, from - 1), to + 1), y: line.y.slice(Math.max(0, from - 1), to + 1) };
    });
    return align(slices, lines.map((line) => line.gapMs));
  }
  const step = binWidth((bMs - aMs) / Math.max(1, width));
  const first = Math.floor(aMs / step) - 1;
  const n = Math.floor(bMs / step) + 2 - first;
  const x = Array.from({ length: n * SLOTS }, (_, j) => ((first + (j + 0.5) / SLOTS) * step) / 1000);
  return [x, ...lines.map((line) => columnOf(line, first, n, step))];
}

type Column = (number | null | undefined)[];

/** One line on the common grid of `n` bins from number `first` on. */
function columnOf(line: GridLine, first: number, n: number, step: number): Column {
  const column: Column = Array.from({ length: n * SLOTS });
  const bins = line.levels.of(step);
  const from = lowerBound(bins.at, first);
  let end = from;
  let filled = -1;
  const before = from - 1;
  for (let i = from; i < bins.at.length; i++) {
    const k = (bins.at[i] as number) - first;
    if (k >= n) break;
    end = i + 1;
    const [low, high] = [bins.min[i] as number, bins.max[i] as number];
    const slot = k * SLOTS;
    const isOne = low === high;
    const start = isOne ? slot + Math.min(SLOTS - 1, Math.floor((((bins.from[i] as number) / step) % 1) * SLOTS)) : slot;
    const isGap = i > 0 && (bins.from[i] as number) - (bins.to[i - 1] as number) > line.gapMs;
    if (filled < 0 && before >= 0 && !isGap && start > 0) {
      column[0] = edge(line, bins.to[before] as number, bins.last[before] as number, bins.from[i] as number, isOne || bins.isMinFirst[i] ? low : high, first * step);
    }
    if (filled >= 0 && isGap && start > filled + 1) column[filled + 1] = null;
    if (isOne) {
      column[start] = low;
      filled = start;
    } else {
      const late = bins.isMinFirst[i] ? high : low;
      column[slot] = bins.isMinFirst[i] ? low : high;
      // What a level was last holds on; of a line it lies between the extremes.
      if (line.isStepped) column[slot + 1] = late;
      filled = slot + SLOTS - 1;
      column[filled] = line.isStepped ? bins.last[i] : late;
    }
  }
  const next = end;
  if (next < bins.at.length && (end > from || before >= 0)) {
    const [to, last] = end > from ? [bins.to[end - 1] as number, bins.last[end - 1] as number] : [bins.to[before] as number, bins.last[before] as number];
    const isGap = (bins.from[next] as number) - to > line.gapMs;
    const value = (atMs: number): number => edge(line, to, last, bins.from[next] as number, bins.isMinFirst[next] ? (bins.min[next] as number) : (bins.max[next] as number), atMs);
    // Nothing was measured inside: the line goes through from its left to its right neighbour.
    if (!isGap && end === from) column[0] = value(first * step);
    if (!isGap && filled < n * SLOTS - 1) column[n * SLOTS - 1] = value((first + n) * step);
  }
  return column;
}

/** Where a line that comes from or goes to a point outside crosses the edge of the grid. */
function edge(line: GridLine, t0: number, y0: number, t1: number, y1: number, atMs: number): number {
  if (line.isStepped || !(t1 > t0)) return y0;
  return y0 + ((y1 - y0) * (atMs - t0)) / (t1 - t0);
}
