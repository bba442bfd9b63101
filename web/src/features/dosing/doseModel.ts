import { format } from "../../texts";
import type { Pump } from "./doses";

/** What a person wants to move. Circulation moves media in and waste out at once, for a time. */
export type Liquid = Pump | "circulate";
export type By = "volume" | "time" | "until_stop";

export interface Wish {
  liquid: Liquid;
  by: By;
  /** As typed; mL for `volume`, seconds for `time`. */
  typed: string;
  /** Which liquid circulates. */
  circulates: "media" | "alt_media";
}

const VOLUME_UNITS: Record<string, number> = { "": 1, ml: 1, ul: 0.001, µl: 0.001, μl: 0.001, l: 1000 };
const TIME_UNITS: Record<string, number> = { "": 1, s: 1, sec: 1, min: 60, h: 3600 };

/** A typed amount in mL or seconds: `3`, `0,5`, `500 ul`, `2 min`. Null if it is none, or not above 0. */
export function parseAmount(text: string, by: By): number | null {
  const found = /^([\d.,]+)\s*([a-zµμ]*)$/i.exec(text.trim());
  const unit = (by === "volume" ? VOLUME_UNITS : TIME_UNITS)[(found?.[2] ?? "").toLowerCase()];
  const number = found ? format.parseNumber(found[1] ?? "") : null;
  return number === null || unit === undefined || !(number * unit > 0) ? null : number * unit;
}

/** The amount one step up or down, in whole tenths, never below the smallest one. */
export function stepped(amount: number | null, step: number): number {
  return Math.max(0.1, Math.round(((amount ?? 0) + step) * 10) / 10);
}

/** What the head-room bar and the drawing show. Volumes in mL; null where nobody knows. */
export interface Level {
  nowMl: number | null;
  afterMl: number | null;
  limitMl: number | null;
  capacityMl: number;
}

/** How much may still come in, or how much too much it would be. */
export function roomAfter(level: Level): number | null {
  return level.limitMl === null || level.afterMl === null ? null : level.limitMl - level.afterMl;
}

export const isTooMuch = (level: Level): boolean => (roomAfter(level) ?? 0) < -1e-6 && (level.afterMl ?? 0) > (level.nowMl ?? 0);

/** Largest dose that fits, rounded down to what a pump can do. */
export const fitting = (roomMl: number): number => Math.floor(roomMl * 10 + 1e-6) / 10;

/** Waste to take out first so that the dose fits, rounded up; null where the waste tube does not reach so deep. */
export function wasteFirst(level: Level, effluxMl: number | null): number | null {
  const room = roomAfter(level);
  if (room === null || room >= 0 || level.nowMl === null) return null;
  const ml = Math.ceil(-room * 10 - 1e-6) / 10;
  return effluxMl !== null && level.nowMl - ml < effluxMl - 1e-6 ? null : ml;
}

/** The level after a dose by the books alone, while the unit has not answered yet. */
export function plannedLevel(liquid: Liquid, ml: number | null, nowMl: number | null, effluxMl: number | null): number | null {
  if (nowMl === null) return null;
  if (liquid === "circulate" || ml === null) return nowMl;
  if (liquid !== "waste") return nowMl + ml;
  return effluxMl === null || nowMl <= effluxMl ? nowMl : Math.max(effluxMl, nowMl - ml);
}

/** The job to start for a wish, and its options. */
export function commandOf(wish: Wish, amount: number | null): { job: string; options: Record<string, string | number | null> } {
  if (wish.liquid === "circulate") return { job: wish.circulates === "media" ? "circulate_media" : "circulate_alt_media", options: { duration: amount ?? 0 } };
  const job = { media: "add_media", alt_media: "add_alt_media", waste: "remove_waste" }[wish.liquid];
  if (wish.by === "until_stop") return { job, options: { continuously: null, source_of_event: "UI" } };
  return { job, options: { [wish.by === "volume" ? "ml" : "duration"]: amount ?? 0, source_of_event: "UI" } };
}
