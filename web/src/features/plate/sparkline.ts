import { gapOf } from "../../charts/align";

/** Points of one line; `t` in unix milliseconds, rising. */
export interface Points {
  t: readonly number[];
  y: readonly (number | null)[];
}

export interface Window {
  /** Ends of the window, unix milliseconds. */
  fromMs: number;
  toMs: number;
  low: number;
  high: number;
  /** Seconds between stored points; 0 where they are single readings. */
  resolutionS: number;
  /** A state that holds until the next value: drawn in steps, and a pause is no gap. */
  isStepped: boolean;
}

/** A line and the area below it as SVG paths. */
export interface Shape {
  line: string;
  area: string;
}

/** Size of the drawing in its own units; it is stretched to its well. */
export const WIDTH = 120;
export const HEIGHT = 40;
/** Room at the top, so that the stroke of the highest point is not cut. */
const HEAD = 2;

export const NO_SHAPE: Shape = { line: "", area: "" };

/** One mean per column of the drawing: stored points first, then live ones that are newer. */
export function columnsOf(stored: Points, live: Points, { fromMs, toMs }: Pick<Window, "fromMs" | "toMs">): { t: number[]; y: number[] } {
  const t: number[] = [];
  const y: number[] = [];
  const widthMs = Math.max(1, (toMs - fromMs) / WIDTH);
  let column = -1;
  let [count, sumT, sumY] = [0, 0, 0];
  const flush = (): void => {
    if (count > 0) {
      t.push(sumT / count);
      y.push(sumY / count);
    }
    [count, sumT, sumY] = [0, 0, 0];
  };
  const take = (points: Points, after: number): void => {
    for (let k = 0; k < points.t.length; k++) {
      const at = points.t[k] as number;
      const value = points.y[k];
      if (at <= after || at < fromMs || at > toMs || value === null || value === undefined) continue;
      const here = Math.floor((at - fromMs) / widthMs);
      if (here !== column) flush();
      column = here;
      count += 1;
      sumT += at;
      sumY += value;
    }
  };
  take(stored, Number.NEGATIVE_INFINITY);
  take(live, stored.t.at(-1) ?? Number.NEGATIVE_INFINITY);
  flush();
  return { t, y };
}

/** The drawing of a line on the scale that all wells share. A pause breaks it; nothing is drawn after the last value. */
export function shapeOf({ t, y }: { t: readonly number[]; y: readonly number[] }, window: Window): Shape {
  if (t.length < 2) return NO_SHAPE;
  const { fromMs, toMs, low, high, isStepped } = window;
  const gapMs = isStepped ? Number.POSITIVE_INFINITY : Math.max(gapOf(t, 0, window.resolutionS, 0), (3 * (toMs - fromMs)) / WIDTH);
  const x = (at: number): string => (((at - fromMs) / (toMs - fromMs || 1)) * WIDTH).toFixed(1);
  const height = (value: number): string => (HEIGHT - Math.min(1, Math.max(0, (value - low) / (high - low || 1))) * (HEIGHT - HEAD)).toFixed(1);
  let line = "";
  let area = "";
  for (let k = 0; k < t.length; k++) {
    const [at, value] = [t[k] as number, y[k] as number];
    const isFirst = k === 0 || at - (t[k - 1] as number) > gapMs;
    const isLast = k === t.length - 1 || (t[k + 1] as number) - at > gapMs;
    const point = `${x(at)} ${height(value)}`;
    const step = isStepped && !isFirst ? `L${x(at)} ${height(y[k - 1] as number)}` : "";
    line += isFirst ? `M${point}` : `${step}L${point}`;
    area += isFirst ? `M${x(at)} ${HEIGHT}L${point}` : `${step}L${point}`;
    if (isLast) area += `L${x(at)} ${HEIGHT}Z`;
  }
  return { line, area };
}
