/** Numbers and times as the screen shows them. Unknown is "–"; minus is U+2212; groups and units use a thin space. */
export const NONE = "–";
export const THIN = "\u202f";

/** A number with a fixed count of decimals. A value that rounds to zero has no sign. */
export function fixed(value: number | null | undefined, decimals: number): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NONE;
  const text = Math.abs(value).toFixed(decimals);
  const [whole = "0", fraction] = text.split(".");
  const grouped = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, THIN) : whole;
  const sign = value < 0 && Number(text) !== 0 ? "−" : "";
  return sign + grouped + (fraction ? `.${fraction}` : "");
}

/** Optical density: two decimals, three below 0.1. */
export const od = (value: number | null | undefined): string =>
  fixed(value, typeof value === "number" && Math.abs(value) < 0.1 ? 3 : 2);

/** Raw volts: four significant digits. */
export function significant(value: number | null | undefined, digits = 4): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NONE;
  if (value === 0) return "0";
  // Rounding first: 0.009999 becomes 0.0100, with as many digits as its neighbours.
  const magnitude = Math.floor(Math.log10(Math.abs(Number(value.toPrecision(digits)))));
  return fixed(value, Math.min(6, Math.max(0, digits - 1 - magnitude)));
}

/** A number as it was set: at most six significant digits, none of them for show. */
export const plain = (value: number): string => {
  const short = String(Number(value.toPrecision(6)));
  const decimals = /e/.test(short) ? 6 : (short.split(".")[1]?.length ?? 0);
  return fixed(value, Math.min(decimals, 6));
};

/** A volume with its unit: one decimal in mL, litres from 1000 mL on. */
export function volume(ml: number | null | undefined): string {
  if (ml === null || ml === undefined || !Number.isFinite(ml)) return NONE;
  return Math.abs(ml) >= 1000 ? `${fixed(ml / 1000, 2)}${THIN}L` : `${fixed(ml, 1)}${THIN}mL`;
}

/** A dose with its unit: two decimals below 1 mL. */
export const dose = (ml: number | null | undefined): string =>
  typeof ml === "number" && Math.abs(ml) < 0.995 ? `${fixed(ml, 2)}${THIN}mL` : volume(ml);

export const rate = (value: number | null | undefined): string => fixed(value, 2);
export const rpm = (value: number | null | undefined): string => fixed(value, 0);

/** Share in percent: whole, one decimal below 10. */
export const percent = (value: number | null | undefined): string =>
  fixed(value, typeof value === "number" && value !== 0 && Math.abs(value) < 10 ? 1 : 0);

/** An age in one unit only: `3 s`, `4 min`, `5 h`, `2 d`. */
export function age(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return NONE;
  const s = Math.max(0, seconds);
  if (s < 60) return `${Math.floor(s)} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min`;
  if (s < 86_400) return `${Math.floor(s / 3600)} h`;
  return `${Math.floor(s / 86_400)} d`;
}

const two = (n: number): string => String(n).padStart(2, "0");

/** How long something took: `0.3 s`, `31.2 s`, `12 min`, `1 h 47 min`. */
export function duration(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return NONE;
  if (seconds < 59.95) return `${fixed(seconds, 1)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
}

/** Time since the start of an experiment: `14 min`, `61 h 14 min`. */
export function elapsed(seconds: number): string {
  const minutes = Math.floor(Math.max(0, seconds) / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
}

/** The same for lists: days from 48 h on. */
export function elapsedShort(seconds: number): string {
  const hours = Math.floor(Math.max(0, seconds) / 3600);
  return hours < 48 ? elapsed(seconds) : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"] as const;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

/** Local clock time, `14:32`; with `seconds`, `14:32:07`. */
export function clock(ms: number, seconds = false): string {
  const d = new Date(ms);
  return `${two(d.getHours())}:${two(d.getMinutes())}${seconds ? `:${two(d.getSeconds())}` : ""}`;
}

/** Local day, `Sat 21 Nov`, with the year when it is not the year of `nowMs`. */
export function day(ms: number, nowMs: number): string {
  const d = new Date(ms);
  const year = d.getFullYear() === new Date(nowMs).getFullYear() ? "" : ` ${d.getFullYear()}`;
  return `${DAYS[d.getDay()]} ${d.getDate()} ${MONTHS[d.getMonth()]}${year}`;
}

/** `14:32` today, `Sat 21 Nov, 09:30` on another day. */
export function moment(ms: number, nowMs: number): string {
  const same = new Date(ms).toDateString() === new Date(nowMs).toDateString();
  return same ? clock(ms) : `${day(ms, nowMs)}, ${clock(ms)}`;
}

/** Whole local time with zone, for tooltips. */
export function exact(ms: number): string {
  const d = new Date(ms);
  const offset = -d.getTimezoneOffset();
  const zone = `${offset < 0 ? "-" : "+"}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`;
  return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())} ${clock(ms, true)}${zone}`;
}

/** A typed number: comma or point, an optional unit is dropped. Null if it is none. */
export function parseNumber(text: string, unit = ""): number | null {
  const bare = text.trim().toLowerCase().replace(unit.toLowerCase(), "").replace(",", ".").replace("−", "-").trim();
  if (!/^[-+]?(\d+\.?\d*|\.\d+)$/.test(bare)) return null;
  return Number(bare);
}

/** `a`, `a and b`, `a, b and c`. */
export function list(items: readonly string[]): string {
  if (items.length < 2) return items[0] ?? "";
  return `${items.slice(0, -1).join(", ")} and ${items[items.length - 1]}`;
}

export const plural = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;
