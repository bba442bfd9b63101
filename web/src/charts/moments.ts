import type { TimeScale } from "./axes";

const HOUR_S = 3600;
const UNITS_S: Record<string, number> = { d: 86_400, h: HOUR_S, min: 60, m: 60, s: 1 };
const PART = /(\d+(?:\.\d+)?)\s*(d|h|min|m|s)(?![a-z])/g;

/** Hours and minutes as `12:30`, `12 h 30 min`, `2 d 3 h`, `90 min`; a bare number is hours. Seconds; null for anything else. */
export function parseElapsed(text: string): number | null {
  const bare = text.trim().toLowerCase().replaceAll(",", ".").replace(/\s*h$/, (h) => (/^\d+:\d\d/.test(text.trim()) ? "" : h));
  const sign = /^[-−]/.test(bare) ? -1 : 1;
  const rest = bare.replace(/^[-−+]\s*/, "");
  const colon = /^(\d+):([0-5]\d)(?::([0-5]\d))?$/.exec(rest);
  if (colon) return sign * (Number(colon[1]) * HOUR_S + Number(colon[2]) * 60 + Number(colon[3] ?? 0));
  if (/^\d+(\.\d+)?$/.test(rest)) return sign * Number(rest) * HOUR_S;
  const parts = [...rest.matchAll(PART)];
  if (parts.length === 0 || rest.replaceAll(PART, "").trim() !== "") return null;
  return sign * parts.reduce((sum, part) => sum + Number(part[1]) * (UNITS_S[part[2] as string] ?? 0), 0);
}

/** A local time as `14:32` (the newest one that is not ahead of `nowS`) or `2026-11-21 09:30`. Unix seconds; null for anything else. */
export function parseClock(text: string, nowS: number): number | null {
  const found = /^(?:(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]+|$))?(?:(\d{1,2}):([0-5]\d)(?::([0-5]\d))?)?$/.exec(text.trim());
  if (!found || (found[1] === undefined && found[4] === undefined)) return null;
  const [hour, minute, second] = [Number(found[4] ?? 0), Number(found[5] ?? 0), Number(found[6] ?? 0)];
  if (hour > 23) return null;
  if (found[1] !== undefined) {
    const day = new Date(Number(found[1]), Number(found[2]) - 1, Number(found[3]), hour, minute, second);
    return day.getMonth() === Number(found[2]) - 1 && day.getDate() === Number(found[3]) ? day.getTime() / 1000 : null;
  }
  const day = new Date(nowS * 1000);
  day.setHours(hour, minute, second, 0);
  if (day.getTime() / 1000 > nowS) day.setDate(day.getDate() - 1);
  return day.getTime() / 1000;
}

/** What somebody typed as one end of a window, in the scale that the charts show. `now` and nothing are the end of the data. */
export function parseMoment(text: string, scale: TimeScale, startS: number, nowS: number): number | null {
  if (/^\s*(now)?\s*$/i.test(text)) return nowS;
  if (scale === "clock") return parseClock(text, nowS);
  const elapsed = parseElapsed(text);
  return elapsed === null ? null : startS + elapsed;
}

const two = (n: number): string => String(n).padStart(2, "0");

/** A moment as it can be typed again. */
export function momentText(t: number, scale: TimeScale, startS: number): string {
  if (scale === "elapsed") {
    const minutes = Math.round(Math.abs(t - startS) / 60);
    return `${t < startS && minutes > 0 ? "−" : ""}${Math.floor(minutes / 60)}:${two(minutes % 60)}`;
  }
  const d = new Date(t * 1000);
  return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())} ${two(d.getHours())}:${two(d.getMinutes())}`;
}
