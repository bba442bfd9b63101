import { useEntry, useTick } from "./hooks";
import { beats, currentLink, store } from "./instances";
import { monitorTopic } from "./topics";

/** A unit keeps its lease for so long after a heartbeat, wall milliseconds. */
export const LEASE_MS = 10_000;

export type Presence = { state: "online" | "offline" | "unknown"; silentS: number | null };

/** Whether a unit is there. Not judged while the link is down: then nothing is known about any unit. */
export function presence(unit: string): Presence {
  const link = currentLink();
  const now = performance.now();
  const hasListened = link.phase === "live" && now - link.since > LEASE_MS;
  const at = beats.get(unit);
  const state = store.get(monitorTopic(unit, "$state"))?.payload;
  const isGone = state === "lost" || state === "disconnected";
  if (at === undefined) return { state: isGone || (hasListened && state === undefined) ? "offline" : "unknown", silentS: null };
  return { state: isGone || (hasListened && now - at > LEASE_MS) ? "offline" : "online", silentS: (now - at) / 1000 };
}

export function usePresence(unit: string): Presence {
  useEntry(monitorTopic(unit, "$state"));
  useTick();
  return presence(unit);
}
