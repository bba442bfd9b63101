import { format, text } from "../texts";
import { doublingH, LEAST_POINTS, type Growth } from "./fit";

const t = text.charts.statistics;

/** So many decimals that the error has one digit that counts. */
function decimalsOf(error: number): number {
  if (!(error > 0)) return 3;
  return Math.min(5, Math.max(2, -Math.floor(Math.log10(error))));
}

/** `µ 0.39 ± 0.01 1/h, doubling 1 h 47 min, R² 0.998`, or why there is none. */
export function fitWords(growth: Growth): string {
  if (growth.kind === "few") return t.few(growth.n, LEAST_POINTS);
  if (growth.kind === "not_positive") return t.notPositive(growth.n);
  const decimals = decimalsOf(growth.errorPerH);
  const error = growth.errorPerH > 0 && growth.errorPerH < 0.5 * 10 ** -decimals ? `<${format.THIN}${format.fixed(10 ** -decimals, decimals)}` : format.fixed(growth.errorPerH, decimals);
  return t.fit(format.fixed(growth.ratePerH, decimals), error, doublingWords(growth), format.fixed(growth.r2, 3));
}

/** The time in which a culture doubles or halves; null where it does neither for certain. */
export function doublingWords(growth: Growth): string | null {
  if (growth.kind !== "fit" || Math.abs(growth.ratePerH) < growth.errorPerH) return null;
  const hours = doublingH(growth.ratePerH);
  if (hours === null) return null;
  const time = format.duration(hours * 3600);
  return growth.ratePerH > 0 ? t.doubling(time) : t.halving(time);
}
