/** A stretch of time that somebody looks at, and the chart on which it was drawn. Seconds of the axis. */
export interface Selection {
  chart: string;
  a: number;
  b: number;
}

/** A selection is never shorter than this. */
const SHORTEST_S = 5;

/** `od:1700000000~1700003600`; null for anything else. */
export function parseSelection(text: string): Selection | null {
  const found = /^([\w-]+):(-?\d+)~(-?\d+)$/.exec(text);
  if (!found) return null;
  const [a, b] = [Number(found[2]), Number(found[3])];
  return b - a >= SHORTEST_S ? { chart: found[1] as string, a, b } : null;
}

/** Its text; '' where it is too short to be one. */
export function selectionText(chart: string, a: number, b: number): string {
  const [from, to] = [Math.round(Math.min(a, b)), Math.round(Math.max(a, b))];
  return to - from >= SHORTEST_S ? `${chart}:${from}~${to}` : "";
}
