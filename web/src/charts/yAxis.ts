import { format } from "../texts";
import { logTicks, yTicks } from "./axes";

/** Ticks of an axis of values between its ends, `height` px high. */
export const yValues = (min: number, max: number, isLog: boolean, height: number): number[] => (isLog ? logTicks(min, max) : yTicks(min, max, height < 180 ? 4 : 5));

/** Labels with as many decimals as tell the ticks apart; on a log scale each with as many as it needs. */
export function yLabels(ticks: readonly number[], isLog: boolean): string[] {
  if (isLog) return ticks.map((v) => format.plain(v));
  const step = Math.min(...ticks.slice(1).map((v, i) => v - (ticks[i] ?? 0)), Number.POSITIVE_INFINITY);
  const decimals = Number.isFinite(step) && step > 0 ? Math.min(5, Math.max(0, Math.ceil(-Math.log10(step) - 1e-9))) : 2;
  return ticks.map((v) => v.toFixed(decimals).replace("-", "−"));
}
