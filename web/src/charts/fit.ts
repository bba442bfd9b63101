/** Points of one line; `t` in unix milliseconds, rising. */
export interface FitPoints {
  t: readonly number[];
  y: readonly number[];
  /** Extremes behind each mean, where the points are means. */
  min?: readonly number[] | null;
  max?: readonly number[] | null;
}

export interface Summary {
  /** Readings, or means. */
  n: number;
  mean: number;
  min: number;
  max: number;
  /** Change per hour of the straight line through the points; null of one moment. */
  slopePerH: number | null;
}

const HOUR_MS = 3_600_000;
/** With fewer points a standard error says nothing. */
export const LEAST_POINTS = 5;

/** A growth rate with its standard error, or why there is none. */
export type Growth =
  | { kind: "fit"; ratePerH: number; errorPerH: number; /** Share of the variation that the line explains. */ r2: number; n: number }
  | { kind: "few"; n: number }
  | { kind: "not_positive"; /** So many values are zero or less. */ n: number };

interface Straight {
  slope: number;
  error: number;
  r2: number;
}

/** Least squares of `z` over hours, with the standard error of the slope; null where all points are of one moment. */
function straight(t: readonly number[], z: readonly number[]): Straight | null {
  const n = t.length;
  const t0 = t[0] ?? 0;
  let [meanX, meanZ] = [0, 0];
  for (let k = 0; k < n; k++) {
    meanX += ((t[k] as number) - t0) / HOUR_MS / n;
    meanZ += (z[k] as number) / n;
  }
  let [xx, xz, zz] = [0, 0, 0];
  for (let k = 0; k < n; k++) {
    const dx = ((t[k] as number) - t0) / HOUR_MS - meanX;
    const dz = (z[k] as number) - meanZ;
    xx += dx * dx;
    xz += dx * dz;
    zz += dz * dz;
  }
  if (!(xx > 0)) return null;
  const slope = xz / xx;
  const rest = Math.max(0, zz - slope * xz);
  return { slope, error: n > 2 ? Math.sqrt(rest / (n - 2) / xx) : Number.NaN, r2: zz > 0 ? 1 - rest / zz : 1 };
}

/** Null without points. */
export function summarise({ t, y, min, max }: FitPoints): Summary | null {
  const n = y.length;
  if (n === 0) return null;
  let [sum, low, high] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let k = 0; k < n; k++) {
    const value = y[k] as number;
    sum += value;
    low = Math.min(low, min?.[k] ?? value);
    high = Math.max(high, max?.[k] ?? value);
  }
  return { n, mean: sum / n, min: low, max: high, slopePerH: straight(t, y)?.slope ?? null };
}

/** The rate of exponential growth: the slope of ln(y) over time by least squares, with its standard error. */
export function growthFit({ t, y }: FitPoints): Growth {
  const bad = y.reduce((count, value) => count + (value > 0 ? 0 : 1), 0);
  if (bad > 0) return { kind: "not_positive", n: bad };
  const line = y.length < LEAST_POINTS ? null : straight(t, y.map(Math.log));
  return line ? { kind: "fit", ratePerH: line.slope, errorPerH: line.error, r2: line.r2, n: y.length } : { kind: "few", n: y.length };
}

/** Hours in which a culture doubles, or halves where the rate is below zero; null where it does neither. */
export const doublingH = (ratePerH: number): number | null => (Math.abs(ratePerH) < 1e-9 ? null : Math.LN2 / Math.abs(ratePerH));
