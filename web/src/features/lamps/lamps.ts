import { api, path } from "../../api/client";
import { useUnitConfig } from "../../api/queries";
import { refusalOf, result } from "../../api/tasks";
import type { Accepted, UnitAnswer, UnitRow } from "../../api/types";
import { clock, json, store, topics, useEntry, useTick } from "../../live";
import { format, text } from "../../texts";
import { act, type ActionRecord } from "../jobs/actionStore";

export const CHANNELS = ["A", "B", "C", "D"] as const;
export type Channel = (typeof CHANNELS)[number];

/** One LED channel: what is connected by the configuration, and its brightness now in percent. */
export interface Lamp {
  channel: Channel;
  percent: number;
  role: string | null;
  /** The lamp of the OD reading, which sets it by itself. */
  isIr: boolean;
}

const intensityTopic = (unit: string, experiment: string): string => topics.topic(unit, experiment, "leds", "intensity");

/** Lamps from the retained message; null: the unit has not said anything about its lamps. */
export function lampsOf(payload: string | undefined, roles: Record<string, string | null>): Lamp[] | null {
  const told = json<Partial<Record<Channel, number>>>(payload);
  if (!told) return null;
  return CHANNELS.map((channel) => {
    const role = roles[channel]?.trim() || null;
    return { channel, percent: told[channel] ?? 0, role, isIr: role?.toLowerCase() === "ir" };
  });
}

/** Readings of the light put all lamps out for a moment; for so long a dark lamp counts as it was. Wall milliseconds. */
export const holdMs = (speed: number): number => Math.max(1500, 7000 / speed);

/** The brightness of a lamp that readings keep interrupting. */
export function steady(percent: number, last: { percent: number; at: number } | undefined, now: number, hold: number): number {
  return percent === 0 && last && now - last.at < hold ? last.percent : percent;
}

const lastLit = new Map<string, { percent: number; at: number }>();
const keyOf = (topic: string, channel: string): string => `${topic}/${channel}`;
store.onMessage((topic, entry) => {
  if (!topic.endsWith("/leds/intensity")) return;
  for (const [channel, percent] of Object.entries(json<Record<string, number>>(entry.payload) ?? {})) if (percent > 0) lastLit.set(keyOf(topic, channel), { percent, at: performance.now() });
});
const isDark = (topic: string, channel: string): boolean =>
  steady(json<Record<string, number>>(store.get(topic)?.payload)?.[channel] ?? 0, lastLit.get(keyOf(topic, channel)), performance.now(), holdMs(clock.speed)) === 0;

const DEFAULT_ROLES: Record<string, string | null> = { A: "IR" };

export function useLamps(row: UnitRow, experiment: string): Lamp[] {
  const unit = row.pioreactor_unit;
  const entry = useEntry(intensityTopic(unit, experiment));
  const roles = useUnitConfig(unit).data?.leds ?? DEFAULT_ROLES;
  const now = useTick();
  const lamps = lampsOf(entry?.payload, roles) ?? lampsOf("{}", roles) ?? [];
  const hold = holdMs(clock.speed);
  return lamps.map((lamp) => ({ ...lamp, percent: steady(lamp.percent, lastLit.get(keyOf(intensityTopic(unit, experiment), lamp.channel)), now, hold) }));
}

const LIMIT_MS = 15_000;
export const lampKey = (unit: string, experiment: string): string => `${experiment}/${unit}/leds`;

/** A reading in progress holds the lamps; the unit then refuses, and is asked again after a moment. */
const TRIES = 4;
const AGAIN_MS = 400;
const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

async function ask(unit: string, experiment: string, channel: Channel, to: number): Promise<void> {
  const body = { options: { [channel]: to, source_of_event: "UI" }, args: [], env: { JOB_SOURCE: "user" }, config_overrides: [] };
  for (let left = TRIES; ; left--) {
    const answers = await result<Record<string, UnitAnswer>>(await api.post<Accepted>(path("workers", unit, "jobs", "run", "job_name", "led_intensity", "experiments", experiment), body), LIMIT_MS);
    const refused = refusalOf(answers, unit);
    if (!refused) return;
    if (left <= 1) throw refused;
    await pause(AGAIN_MS);
  }
}

/** Sets one lamp; done when the unit publishes that brightness. It stays on until it is set to 0 or all is stopped. */
export function setLamp(unit: string, experiment: string, channel: Channel, from: number, to: number): Promise<ActionRecord> {
  const watched = intensityTopic(unit, experiment);
  // Dark is true only once it lasts: a reading makes it dark too.
  const isThere = (payload: string | undefined): boolean => (to === 0 ? isDark(watched, channel) : Math.abs((json<Record<string, number>>(payload)?.[channel] ?? 0) - to) < 0.05);
  return act({
    key: lampKey(unit, experiment),
    verb: text.actions.set,
    what: text.actions.lamps.setFromTo(channel, format.percent(from), format.percent(to)),
    limitMs: LIMIT_MS + holdMs(clock.speed),
    send: async () => {
      await ask(unit, experiment, channel, to);
      for (const end = performance.now() + LIMIT_MS; performance.now() < end; await pause(AGAIN_MS)) if (isThere(store.get(watched)?.payload)) return { kind: "done" };
      return { kind: "pending" };
    },
    topics: to === 0 ? [] : [watched],
    judge: (_, payload) => (isThere(payload) ? { kind: "done" } : { kind: "pending" }),
    recheck: () => Promise.resolve(isThere(store.get(watched)?.payload)),
  });
}
