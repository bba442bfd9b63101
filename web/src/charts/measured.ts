import { growthFit, summarise, type Growth, type Summary } from "./fit";
import type { PlotLine } from "./lines";
import { between } from "./search";

export interface Measured {
  summary: Summary;
  growth: Growth;
}

/** The part of a line between two moments (seconds of the axis) as numbers; null where it has none. */
export function measured(line: PlotLine, a: number, b: number): Measured | null {
  const [from, to] = between(line.t, a * 1000, b * 1000);
  const points = { t: line.t.slice(from, to), y: line.y.slice(from, to), min: line.min?.slice(from, to) ?? null, max: line.max?.slice(from, to) ?? null };
  const summary = summarise(points);
  return summary && { summary, growth: growthFit(points) };
}
