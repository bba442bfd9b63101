import { LiveConnection, type Broker, type Link } from "./connection";
import { ClusterClock } from "./clock";
import { json } from "./json";
import { LiveStore } from "./store";
import { clusterFilters, split } from "./topics";

/** The live side of the app: one clock, one store, one connection. Hooks over them are in `hooks.ts`. */
export const clock = new ClusterClock();
export const store = new LiveStore();

type Run = () => void;
const linkListeners = new Set<Run>();
const catchListeners = new Set<Run>();
const returnListeners = new Set<Run>();
const listener = (set: Set<Run>) => (run: Run) => {
  set.add(run);
  return () => void set.delete(run);
};
const tell = (set: Set<Run>): void => set.forEach((run) => run());

let brokerOf: () => Promise<Broker> = () => Promise.reject(new Error("The session is not loaded."));
let link: Link = { phase: "connecting", since: performance.now(), lastMessageAt: null, nextTryAt: null };
let catching: { seconds: number } | null = null;

/** Wall milliseconds at which each unit was heard last. */
export const beats = new Map<string, number>();

export const connection = new LiveConnection(
  () => brokerOf(),
  (topic, payload, retained) => {
    store.put(topic, payload, retained);
    const parts = split(topic);
    if (!retained && parts?.levels.join("/") === "monitor/heartbeat") heard(parts.unit, payload);
  },
  (now) => {
    const outageMs = link.phase === "down" && now.phase === "live" ? performance.now() - (link.lastMessageAt ?? link.since) : 0;
    link = now;
    if (outageMs > 0) caughtUp(outageMs);
    tell(linkListeners);
  },
);

function heard(unit: string, payload: string): void {
  beats.set(unit, performance.now());
  const stamp = json<{ timestamp?: string }>(payload)?.timestamp;
  if (stamp) clock.observe(unit, Date.parse(stamp));
}

/** Starts the connection once; `broker` is asked again before each try, so that a renewed password is used. */
export function startLive(broker: () => Promise<Broker>): void {
  brokerOf = broker;
  connection.listen(clusterFilters());
  connection.start();
}

export const currentLink = (): Link => link;
export const isLinkUp = (): boolean => link.phase === "live";
export const onLink = listener(linkListeners);

/** The link came back: readings of the outage are fetched, the banner says so until that is done. */
function caughtUp(outageMs: number): void {
  catching = { seconds: outageMs / 1000 };
  tell(returnListeners);
  tell(catchListeners);
}

export const currentCatching = (): { seconds: number } | null => catching;
export const onCatching = listener(catchListeners);
/** Calls back each time the link has come back after an outage. */
export const onLinkReturn = listener(returnListeners);

export function finishCatchingUp(): void {
  catching = null;
  tell(catchListeners);
}
