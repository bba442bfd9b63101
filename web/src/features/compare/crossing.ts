/** So many points in a row decide, so that a single reading that jumps does not. */
const POINTS = 5;

/**
 * The moment at which a line first rises to a value, unix milliseconds, between the points around it; null where it never does.
 *
 * A line that begins above the value has not risen to it until it was below.
 */
export function crossing(t: readonly number[], y: readonly number[], value: number): number | null {
  let wasBelow = false;
  for (let k = 0; k < y.length; k++) {
    const now = y[k] as number;
    if (now < value) {
      wasBelow = true;
      continue;
    }
    if (!wasBelow) continue;
    const next = y.slice(k, k + POINTS).toSorted((a, b) => a - b);
    if ((next[next.length >> 1] as number) < value) continue;
    const [t0, t1, y0] = [t[k - 1] as number, t[k] as number, y[k - 1] as number];
    // The point before may be one that jumped up for itself.
    return y0 < value ? t0 + ((t1 - t0) * (value - y0)) / (now - y0) : t1;
  }
  return null;
}
