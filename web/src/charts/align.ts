/** One line as columns; `t` in unix milliseconds, rising. */
export interface Line {
  t: readonly number[];
  y: readonly (number | null)[];
}

export type Aligned = [number[], ...(number | null | undefined)[][]];

/**
 * One common time column for lines that were measured at different moments, as the chart library wants it.
 *
 * Where a line has no point at a time of another line it gets `undefined` (the line goes on); in a pause longer than
 * `gapMs` of that line every such place is `null` (the line breaks). Times become seconds.
 */
export function align(lines: readonly Line[], gapMs: readonly number[]): Aligned {
  const broken = lines.map((line, i) => breakGaps(line, gapMs[i] ?? Number.POSITIVE_INFINITY));
  const at = broken.map(() => 0);
  const x: number[] = [];
  const columns: (number | null | undefined)[][] = broken.map(() => []);
  for (;;) {
    let next = Number.POSITIVE_INFINITY;
    for (let i = 0; i < broken.length; i++) next = Math.min(next, broken[i]?.t[at[i] ?? 0] ?? Number.POSITIVE_INFINITY);
    if (next === Number.POSITIVE_INFINITY) break;
    x.push(next / 1000);
    for (let i = 0; i < broken.length; i++) {
      const line = broken[i];
      const k = at[i] ?? 0;
      if (line && line.t[k] === next) {
        columns[i]?.push(line.y[k]);
        at[i] = k + 1;
      } else columns[i]?.push(k > 0 && line?.y[k - 1] === null ? null : undefined);
    }
  }
  return [x, ...columns];
}

function breakGaps(line: Line, gapMs: number): { t: number[]; y: (number | null)[] } {
  const t: number[] = [];
  const y: (number | null)[] = [];
  for (let k = 0; k < line.t.length; k++) {
    const now = line.t[k] as number;
    const before = t.at(-1);
    if (before !== undefined && now <= before) continue;
    if (before !== undefined && now - before > gapMs) {
      t.push(before + 1);
      y.push(null);
    }
    t.push(now);
    y.push(line.y[k] ?? null);
  }
  return { t, y };
}

/** A pause longer than this breaks a line: three times the interval, the resolution, or the usual distance in it. */
export function gapOf(t: readonly number[], intervalS: number, resolutionS: number, wallSlackMs: number): number {
  return Math.max(3 * Math.max(intervalS, resolutionS) * 1000, 3 * medianStep(t), wallSlackMs);
}

function medianStep(t: readonly number[]): number {
  if (t.length < 3) return 0;
  const steps: number[] = [];
  const stride = Math.max(1, Math.floor(t.length / 200));
  for (let k = 1; k < t.length; k += stride) steps.push((t[k] as number) - (t[k - 1] as number));
  steps.sort((a, b) => a - b);
  return steps[steps.length >> 1] ?? 0;
}
