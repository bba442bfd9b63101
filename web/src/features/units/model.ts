import type { UnitRow } from "../../api/types";
import { clock, freshness, isLinkUp, json, presence, split, store, topics, truthTopic, type Freshness } from "../../live";
import { format, text } from "../../texts";
import type { ChipKind } from "../../ui/Chip";
import { jobNames } from "../jobs/catalogue";

/** Plain functions over the live store and the last overview; hooks in `useUnit.ts` say when to ask again. */

export const labelOf = (row: Pick<UnitRow, "label" | "pioreactor_unit">): string => row.label || row.pioreactor_unit;

export function jobState(row: UnitRow, experiment: string, job: string): string {
  const live = store.get(topics.stateTopic(row.pioreactor_unit, experiment, job))?.payload;
  return live ?? row.jobs?.[job]?.state ?? "disconnected";
}

export const isRunning = (state: string): boolean => state === "ready" || state === "init" || state === "sleeping";

/** Jobs that said something in an experiment: also those that no descriptor names. */
const heard = new Map<string, Set<string>>();
store.onMessage((topic) => {
  const parts = split(topic);
  if (!parts || parts.levels.length !== 2 || parts.levels[1] !== "$state") return;
  const key = `${parts.unit}/${parts.experiment}`;
  heard.set(key, (heard.get(key) ?? new Set()).add(parts.levels[0] as string));
});

export const jobsOf = (row: UnitRow, experiment: string): string[] => [...new Set([...jobNames(), ...(heard.get(`${row.pioreactor_unit}/${experiment}`) ?? [])])];

export const runningJobs = (row: UnitRow, experiment: string): string[] => jobsOf(row, experiment).filter((job) => isRunning(jobState(row, experiment, job)));

/** What a job says about a setting, word for word; null while it says nothing. */
export function rawSetting(row: UnitRow, experiment: string, job: string, key: string): string | null {
  const live = store.get(topics.settingTopic(row.pioreactor_unit, experiment, job, key))?.payload;
  return live ?? row.jobs?.[job]?.settings?.[key] ?? null;
}

export function setting(row: UnitRow, experiment: string, job: string, key: string): number | null {
  const raw = rawSetting(row, experiment, job, key);
  const value = raw === null || raw === "" ? Number.NaN : Number(raw);
  return Number.isFinite(value) ? value : null;
}

/** Expected seconds between OD readings of a unit; 5 by default, as the job's own. */
export const odIntervalS = (row: UnitRow, experiment: string): number => setting(row, experiment, "od_reading", "interval") ?? 5;

export type Quantity = "od" | "normalized_od" | "growth_rate" | "rpm" | "temperature";

/** A measured value, live or stored. */
export interface Value {
  value: number;
  measured_at: string;
  angle?: string;
  channel?: string;
  low?: number | null;
  high?: number | null;
  isCalibrated?: boolean;
}

type OneOd = { od: number; channel: string; angle: string; calibrated: number; timestamp: string };

function liveOd(unit: string, experiment: string): Value | null {
  const message = json<{ timestamp: string; ods: Record<string, OneOd> }>(store.get(topics.topic(unit, experiment, "od_reading", "ods"))?.payload);
  const first = message && Object.values(message.ods)[0];
  if (!first) return null;
  return { value: first.od, measured_at: first.timestamp, channel: first.channel, angle: first.angle, isCalibrated: first.calibrated === 1 };
}

function liveGrowth(unit: string, experiment: string): Value | null {
  type Message = { growth_rate: number; timestamp: string; interval_low?: number | null; interval_high?: number | null };
  const m = json<Message>(store.get(topics.topic(unit, experiment, "growth_rate_calculating", "growth_rate"))?.payload);
  return m && { value: m.growth_rate, measured_at: m.timestamp, low: m.interval_low ?? null, high: m.interval_high ?? null };
}

function liveRelative(unit: string, experiment: string): Value | null {
  const m = json<{ od_filtered: number; timestamp: string }>(store.get(topics.topic(unit, experiment, "growth_rate_calculating", "od_filtered"))?.payload);
  return m && { value: m.od_filtered, measured_at: m.timestamp };
}

function liveRpm(unit: string, experiment: string): Value | null {
  const m = json<{ measured_rpm: number; timestamp: string }>(store.get(topics.topic(unit, experiment, "stirring", "measured_rpm"))?.payload);
  return m && { value: m.measured_rpm, measured_at: m.timestamp };
}

function liveTemperature(unit: string, experiment: string): Value | null {
  const m = json<{ temperature: number; timestamp: string }>(store.get(topics.topic(unit, experiment, "temperature_automation", "temperature"))?.payload);
  return m && { value: m.temperature, measured_at: m.timestamp };
}

const LIVE = { od: liveOd, normalized_od: liveRelative, growth_rate: liveGrowth, rpm: liveRpm, temperature: liveTemperature } as const;
export const TOPIC_OF: Record<Quantity, readonly [string, string]> = {
  od: ["od_reading", "ods"],
  normalized_od: ["growth_rate_calculating", "od_filtered"],
  growth_rate: ["growth_rate_calculating", "growth_rate"],
  rpm: ["stirring", "measured_rpm"],
  temperature: ["temperature_automation", "temperature"],
};

/** The newest known value: live if anything has come, else from the last overview. */
export function valueOf(row: UnitRow, experiment: string, quantity: Quantity): Value | null {
  const live = LIVE[quantity](row.pioreactor_unit, experiment);
  const stored = row.latest[quantity] ?? null;
  if (live && stored) return Date.parse(live.measured_at) >= Date.parse(stored.measured_at) ? live : stored;
  return live ?? stored;
}

const RARE_S: Partial<Record<Quantity, number>> = { rpm: 30, temperature: 30 };
const intervalOf = (row: UnitRow, experiment: string, quantity: Quantity): number => RARE_S[quantity] ?? odIntervalS(row, experiment);

export function ageS(unit: string, value: Value | null): number | null {
  return value ? Math.max(0, (clock.nowMs(unit) - Date.parse(value.measured_at)) / 1000) : null;
}

export function freshnessOf(row: UnitRow, experiment: string, quantity: Quantity, value: Value | null): Freshness {
  return freshness({
    ageS: ageS(row.pioreactor_unit, value),
    intervalS: intervalOf(row, experiment, quantity),
    speed: clock.speed,
    isLinkUp: isLinkUp(),
    isUnitOnline: presence(row.pioreactor_unit).state !== "offline",
  });
}

export interface Summary {
  kind: ChipKind;
  words: string;
  /** Values of this unit are not of now. */
  isStale: boolean;
  isOffline: boolean;
}

const PROBLEMS = ["faulted", "lost"] as const;

/** One chip for the whole unit, worst first. */
export function summaryOf(row: UnitRow, experiment: string): Summary {
  const s = text.pages.unitState;
  const there = presence(row.pioreactor_unit);
  const plain = { isStale: false, isOffline: false };
  if (!row.is_active) return { kind: "off", words: s.inactive, ...plain };
  if (isLinkUp() && there.state === "offline") {
    const words = there.silentS === null ? s.offlineNever : s.offline(format.age(there.silentS * clock.speed));
    return { kind: "offline", words, isStale: true, isOffline: true };
  }
  const states = jobsOf(row, experiment).map((job) => [job, jobState(row, experiment, job)] as const);
  const running = states.filter(([, state]) => isRunning(state));
  if (!isLinkUp()) return { kind: "stale", words: s.was, isStale: true, isOffline: false };
  const problem = states.find(([, state]) => (PROBLEMS as readonly string[]).includes(state));
  if (problem) return { kind: "alarm", words: s.problem(text.actions.JobName(problem[0]), problem[1]), ...plain };
  if (running.length === 0) return { kind: "off", words: s.off, ...plain };
  if (running.some(([, state]) => state === "init")) return { kind: "init", words: s.starting, ...plain };
  const od = jobState(row, experiment, "od_reading");
  if (od === "ready") {
    const value = valueOf(row, experiment, "od");
    if (value && freshnessOf(row, experiment, "od", value) === "stale")
      return { kind: "stale", words: s.stale(format.age(ageS(row.pioreactor_unit, value))), isStale: true, isOffline: false };
    return { kind: "ready", words: s.measuring, ...plain };
  }
  if (running.every(([, state]) => state === "sleeping")) return { kind: "sleeping", words: s.paused, ...plain };
  return { kind: "ready", words: s.working, ...plain };
}

export interface Truth {
  od600?: number;
  growth_rate_per_h?: number;
  volume_ml?: number;
}

export const truthOf = (unit: string): Truth | null => json<Truth>(store.get(truthTopic(unit))?.payload);

/** Light absorbed by the culture as a number the drawing can colour by, about OD600. */
export function shadeOf(row: UnitRow, experiment: string, truth: Truth | null): number {
  if (truth?.od600 !== undefined) return truth.od600;
  const od = valueOf(row, experiment, "od");
  if (od?.isCalibrated) return od.value;
  // Raw signals have no common scale; a culture usually starts near OD 0.05, and this is its growth since then.
  return 0.05 * (valueOf(row, experiment, "normalized_od")?.value ?? 1);
}
