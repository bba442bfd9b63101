import { format } from "../texts";

export type TimeScale = "elapsed" | "clock";

const STEPS_S = [60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800] as const;

/** Ticks at round times: of the elapsed time since `startS`, or of the local clock. */
export function timeSplits(a: number, b: number, room: number, scale: TimeScale, startS: number): number[] {
  const step = STEPS_S.find((s) => (b - a) / s <= room) ?? (b - a) / room;
  const base = scale === "elapsed" ? startS : new Date(a * 1000).setHours(0, 0, 0, 0) / 1000;
  const ticks: number[] = [];
  for (let t = base + Math.ceil((a - base) / step) * step; t <= b; t += step) ticks.push(t);
  return ticks;
}

const two = (n: number): string => String(n).padStart(2, "0");

export function timeLabel(t: number, step: number, scale: TimeScale, startS: number): string {
  if (scale === "clock") {
    const isMidnight = new Date(t * 1000).getHours() === 0 && new Date(t * 1000).getMinutes() === 0;
    return isMidnight && step >= 3600 ? format.day(t * 1000, t * 1000) : format.clock(t * 1000);
  }
  const minutes = Math.round(Math.abs(t - startS) / 60);
  const sign = t < startS && minutes > 0 ? "−" : "";
  const hours = Math.floor(minutes / 60);
  return step < 3600 ? `${sign}${hours}:${two(minutes - hours * 60)} h` : `${sign}${hours} h`;
}

export const timeLabels = (ticks: readonly number[], scale: TimeScale, startS: number): string[] =>
  ticks.map((t) => timeLabel(t, (ticks[1] ?? t + 3600) - (ticks[0] ?? t), scale, startS));

/** Label of one moment in the readout: the present scale, with minutes. */
export const momentLabel = (t: number, scale: TimeScale, startS: number): string =>
  scale === "clock" ? format.exact(t * 1000).slice(5, 16) : `${t < startS - 30 ? "−" : ""}${format.elapsed(Math.abs(t - startS))}`;

/** A step of 1, 2 or 5 times a power of ten that cuts the range into about `room` parts. */
export function niceStep(range: number, room: number): number {
  const rough = Math.max(range, 1e-12) / room;
  const power = 10 ** Math.floor(Math.log10(rough));
  const f = rough / power;
  return power * (f < 1.5 ? 1 : f < 3.5 ? 2 : f < 7.5 ? 5 : 10);
}

/** The y range: at least the kind's domain, grown to whole steps. A flat line gets some room. */
export function niceRange(min: number, max: number, domain: readonly [number, number] | null): [number, number] {
  const room = max > min || domain ? 0 : Math.max(Math.abs(max) * 0.05, 1e-6);
  const low = Math.min(min - room, domain?.[0] ?? min);
  const high = Math.max(max + room, domain?.[1] ?? max);
  // The finest step that needs at most six parts, so that the ticks meet both ends.
  for (const room of [8, 6, 4, 3, 2]) {
    const step = niceStep(high - low, room);
    const [from, to] = [Math.floor(low / step + 1e-9), Math.ceil(high / step - 1e-9)];
    if (to - from <= 6 || room === 2) return [from * step, to * step];
  }
  return [low, high];
}

const isWhole = (x: number): boolean => Math.abs(x - Math.round(x)) < 1e-6;

/** Ticks at round values; a step that meets both ends of the range is preferred. */
export function yTicks(min: number, max: number, room: number): number[] {
  const steps = [1, 1.7, 0.6, 0.4, 2.5].map((f) => niceStep(max - min, room * f));
  const isFew = (s: number): boolean => (max - min) / s <= room + 2;
  const step = steps.find((s) => isFew(s) && isWhole(min / s) && isWhole(max / s)) ?? steps.find(isFew) ?? (steps[0] as number);
  const ticks: number[] = [];
  for (let k = Math.ceil(min / step - 1e-6); k * step <= max + step * 1e-6; k++) ticks.push(k === 0 ? 0 : k * step);
  return ticks;
}

/** Whole decades around positive data. */
export function logRange(min: number, max: number): [number, number] {
  const low = min > 0 ? min : 1e-3;
  const high = max > low ? max : low * 10;
  const floor = [1, 2, 5, 10].map((m) => m * 10 ** Math.floor(Math.log10(low))).findLast((v) => v <= low * 1.0001) ?? low;
  const ceil = [1, 2, 5, 10].map((m) => m * 10 ** Math.floor(Math.log10(high))).find((v) => v >= high * 0.9999) ?? high;
  return [floor, Math.max(ceil, floor * 2)];
}

/** 1, 2 and 5 of each decade; of many decades, 1 alone. */
export function logTicks(min: number, max: number): number[] {
  const ticks: number[] = [];
  const steps = Math.log10(max / min) > 4 ? [1] : [1, 2, 5];
  for (let p = Math.floor(Math.log10(min)); p <= Math.log10(max) + 1e-9; p++)
    for (const m of steps) if (m * 10 ** p >= min * 0.9999 && m * 10 ** p <= max * 1.0001) ticks.push(m * 10 ** p);
  return ticks;
}
