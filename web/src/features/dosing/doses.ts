import { useSyncExternalStore } from "react";

import { json, split, store } from "../../live";

export type Pump = "media" | "alt_media" | "waste";
export const PUMPS = ["media", "alt_media", "waste"] as const;

/** Job of each pump, and the event it books. */
export const JOB_OF: Record<Pump, string> = { media: "add_media", alt_media: "add_alt_media", waste: "remove_waste" };

/** What a pump moved without a pause. Times in unix milliseconds of the unit's clock. */
export interface Dose {
  unit: string;
  experiment: string;
  event: string;
  volumeMl: number;
  source: string | null;
  startMs: number;
  endMs: number;
}

export interface DosingEvent {
  volume_change: number;
  event: string;
  source_of_event: string | null;
  timestamp: string;
}

/** Pumps book about every half second; a longer pause is another dose. Clock milliseconds. */
export const PAUSE_MS = 5000;
/** A correction belongs to the dose before it, also where a busy or fast unit was late with it. Clock milliseconds. */
const CORRECTED_WITHIN_MS = 60_000;
/** What is less than this is a correction, not a dose. */
export const SMALLEST_ML = 0.01;
const KEPT = 300;

/** Joins a booking to the dose it belongs to; newest first. */
export function fold(doses: readonly Dose[], unit: string, experiment: string, booked: DosingEvent): Dose[] {
  const at = Date.parse(booked.timestamp);
  const pauseMs = booked.volume_change < SMALLEST_ML ? CORRECTED_WITHIN_MS : PAUSE_MS;
  if (!Number.isFinite(at) || !Number.isFinite(booked.volume_change)) return [...doses];
  const isSame = (dose: Dose): boolean =>
    dose.unit === unit && dose.experiment === experiment && dose.event === booked.event && dose.source === booked.source_of_event && at - dose.endMs <= pauseMs && at >= dose.startMs - PAUSE_MS;
  const known = doses.find(isSame);
  if (known) {
    const more = { ...known, volumeMl: known.volumeMl + booked.volume_change, endMs: Math.max(known.endMs, at) };
    return [more, ...doses.filter((dose) => dose !== known)];
  }
  return [{ unit, experiment, event: booked.event, volumeMl: booked.volume_change, source: booked.source_of_event, startMs: at, endMs: at }, ...doses].slice(0, KEPT);
}

let doses: readonly Dose[] = [];
const listeners = new Set<() => void>();
let isTelling = false;
/** Wall milliseconds at which a pump of a unit was heard last, as `<unit>/<event>`. */
const heardAt = new Map<string, number>();

function tellSoon(): void {
  if (isTelling) return;
  isTelling = true;
  setTimeout(() => {
    isTelling = false;
    for (const run of listeners) run();
  }, 200);
}

store.onMessage((topic, entry) => {
  const parts = split(topic);
  if (parts?.levels[0] !== "dosing_events" || entry.retained) return;
  const booked = json<DosingEvent>(entry.payload);
  if (!booked) return;
  doses = fold(doses, parts.unit, parts.experiment, booked);
  heardAt.set(`${parts.unit}/${booked.event}`, performance.now());
  tellSoon();
});

const listen = (run: () => void): (() => void) => {
  listeners.add(run);
  return () => listeners.delete(run);
};

/** Doses heard since the page was opened, newest first. */
export const useDoses = (): readonly Dose[] => useSyncExternalStore(listen, () => doses);
export const onDoses = listen;

export const lastDoseOf = (all: readonly Dose[], unit: string, experiment: string): Dose | null =>
  all.find((dose) => dose.unit === unit && dose.experiment === experiment && dose.event !== "remove_waste" && dose.volumeMl >= SMALLEST_ML) ?? null;

/** A drop is seen for this long after a booking, wall milliseconds: in a fast simulation a dose is over in a blink. */
const SEEN_MS = 1200;

/** The pump of a unit that has just moved something. */
export function pumpingNow(unit: string, now = performance.now()): Pump | null {
  return PUMPS.find((pump) => now - (heardAt.get(`${unit}/${JOB_OF[pump]}`) ?? Number.NEGATIVE_INFINITY) < SEEN_MS) ?? null;
}
