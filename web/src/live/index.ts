import { useCallback, useEffect, useSyncExternalStore } from "react";

import { LiveConnection, type Broker, type Link } from "./connection";
import { ClusterClock } from "./clock";
import { LiveStore, type Entry } from "./store";
import { clusterFilters, experimentFilters, monitorTopic, split, TRUTH_FILTER, truthTopic, UNIVERSAL } from "./topics";

export * as topics from "./topics";
export { freshness, type Freshness } from "./age";
export { split } from "./topics";
export type { Entry } from "./store";
export type { Link } from "./connection";

/** The live side of the app: one clock, one store, one connection. */
export const clock = new ClusterClock();
export const store = new LiveStore();

let brokerOf: () => Promise<Broker> = () => Promise.reject(new Error("The session is not loaded."));
let link: Link = { phase: "connecting", since: performance.now(), lastMessageAt: null, nextTryAt: null };
const linkListeners = new Set<() => void>();
const beats = new Map<string, number>();

export const connection = new LiveConnection(
  () => brokerOf(),
  (topic, payload, retained) => {
    store.put(topic, payload, retained);
    const parts = split(topic);
    if (!retained && parts?.levels[0] === "monitor" && parts.levels[1] === "heartbeat") heard(parts.unit, payload);
  },
  (now) => {
    const wasDown = link.phase === "down" && now.phase === "live";
    if (wasDown) caughtUp(performance.now() - link.since);
    link = now;
    for (const listener of linkListeners) listener();
  },
);

function heard(unit: string, payload: string): void {
  beats.set(unit, performance.now());
  const beat = json<{ timestamp?: string; speed?: number }>(payload);
  if (beat?.timestamp) clock.observe(unit, Date.parse(beat.timestamp));
}

/** Starts the connection once; `broker` is asked again before each try, so that a renewed password is used. */
export function startLive(broker: () => Promise<Broker>): void {
  brokerOf = broker;
  connection.listen(clusterFilters());
  connection.start();
}

/** JSON or null; a broken payload is no reason to break the page. */
export function json<T>(payload: string | undefined): T | null {
  if (!payload) return null;
  try {
    return JSON.parse(payload) as T;
  } catch {
    return null;
  }
}

const onLink = (run: () => void): (() => void) => {
  linkListeners.add(run);
  return () => linkListeners.delete(run);
};

export const useLink = (): Link => useSyncExternalStore(onLink, () => link);
export const isLinkUp = (): boolean => link.phase === "live";

/** Newest entry of one topic; undefined while nothing has come. */
export function useEntry(topic: string): Entry | undefined {
  const listen = useCallback((run: () => void) => store.subscribe(topic, run), [topic]);
  return useSyncExternalStore(listen, () => store.get(topic));
}

/** Repaints when any topic of a group (`$state`, `logs`, `truth`, …) has changed. */
export function useGroup(group: string): number {
  const listen = useCallback((run: () => void) => store.subscribe(`#${group}`, run), [group]);
  return useSyncExternalStore(listen, () => store.version(group));
}

/** Listens to an experiment while mounted. */
export function useExperimentTopics(experiment: string | null): void {
  useEffect(() => {
    if (!experiment) return;
    const stop = connection.listen(experimentFilters(experiment));
    return () => {
      stop();
      store.forget(experiment);
    };
  }, [experiment]);
}

/** Listens to the simulator's true values while `isOn`. */
export function useTruthTopics(isOn: boolean): void {
  useEffect(() => (isOn ? connection.listen([TRUTH_FILTER]) : undefined), [isOn]);
}

const tickers = new Set<() => void>();
let tickAt = performance.now();
setInterval(() => {
  if (document.hidden) return;
  tickAt = performance.now();
  for (const run of tickers) run();
}, 1000);
const onTick = (run: () => void): (() => void) => {
  tickers.add(run);
  return () => tickers.delete(run);
};

/** Repaints once a second: the one timer of all ages on the page. Wall milliseconds of the last tick. */
export const useTick = (): number => useSyncExternalStore(onTick, () => tickAt);

/** A unit keeps its lease for so long after a heartbeat, wall milliseconds. */
export const LEASE_MS = 10_000;

export type Presence = { state: "online" | "offline" | "unknown"; silentS: number | null };

/** Whether a unit is there. Not asked while the link is down: then nothing is known about any unit. */
export function presence(unit: string): Presence {
  const at = beats.get(unit);
  const state = store.get(monitorTopic(unit, "$state"))?.payload;
  const gone = state === "lost" || state === "disconnected";
  if (at === undefined) {
    const listened = link.phase === "live" && performance.now() - link.since > LEASE_MS;
    return { state: gone || (listened && state === undefined) ? "offline" : "unknown", silentS: null };
  }
  const silentMs = performance.now() - at;
  const isLost = link.phase === "live" && silentMs > LEASE_MS && performance.now() - link.since > LEASE_MS;
  return { state: gone || isLost ? "offline" : "online", silentS: silentMs / 1000 };
}

export function usePresence(unit: string): Presence {
  useEntry(monitorTopic(unit, "$state"));
  useTick();
  return presence(unit);
}

let catching: { seconds: number } | null = null;
const catchListeners = new Set<() => void>();
const onReturn = new Set<() => void>();

/** The link came back: readings of the outage are fetched, the banner says so until that is done. */
function caughtUp(outageMs: number): void {
  catching = { seconds: outageMs / 1000 };
  for (const run of onReturn) run();
  for (const run of catchListeners) run();
}

export function finishCatchingUp(): void {
  catching = null;
  for (const run of catchListeners) run();
}

export function useCatchingUp(): { seconds: number } | null {
  return useSyncExternalStore(
    (run) => {
      catchListeners.add(run);
      return () => catchListeners.delete(run);
    },
    () => catching,
  );
}

/** Calls back each time the link has come back after an outage. */
export function onLinkReturn(run: () => void): () => void {
  onReturn.add(run);
  return () => onReturn.delete(run);
}


export { UNIVERSAL, truthTopic };
