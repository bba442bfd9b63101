/** First index whose value is at least `value`; the length where there is none. `t` rises. */
export function lowerBound(t: ArrayLike<number>, value: number): number {
  let [from, to] = [0, t.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((t[middle] as number) < value) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Index of the value that is nearest to `value`; -1 of nothing. */
export function nearestIndex(t: ArrayLike<number>, value: number): number {
  const k = lowerBound(t, value);
  if (k === 0) return t.length === 0 ? -1 : 0;
  return k === t.length || value - (t[k - 1] as number) <= (t[k] as number) - value ? k - 1 : k;
}

/** First index and the one after the last between two moments, both included. */
export const between = (t: ArrayLike<number>, a: number, b: number): [number, number] => [lowerBound(t, a), lowerBound(t, b + 1e-9)];
