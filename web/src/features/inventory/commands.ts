import { useQuery, type UseQueryResult } from "@tanstack/react-query";

import { api, path } from "../../api/client";
import { queryClient, refreshCluster } from "../../api/queries";
import { refusalOf, result } from "../../api/tasks";
import type { Accepted, HardwareChecked, Model, RepairDone, UnitAnswer, Worker } from "../../api/types";
import { inventory as t } from "../../texts/inventory";
import { act, type ActionRecord, type Verdict } from "../jobs/actionStore";
import type { Clocks } from "./model";
import { hardwareVerdict, repairVerdict } from "./verdicts";

const KEY = ["inventory"] as const;
const EVERY_MS = 20_000;
/** Two rounds of a question to all units, of which some may be silent. */
const LIMIT_MS = 20_000;
/** A repair may have to wait for services that start. */
const REPAIR_LIMIT_MS = 140_000;

export const useWorkers = (): UseQueryResult<Worker[]> => useQuery({ queryKey: [...KEY, "workers"], queryFn: () => api.get<Worker[]>(path("workers")), staleTime: 0, refetchInterval: EVERY_MS });

/** What time it is on each unit, asked of all together. */
async function fetchClocks(): Promise<Clocks> {
  const answers = await result<Record<string, UnitAnswer>>(await api.get<Accepted>(path("units", "$broadcast", "system", "utc_clock")), LIMIT_MS);
  return Object.fromEntries(Object.entries(answers ?? {}).map(([unit, answer]) => [unit, answer.ok ? Date.parse((answer.value as { clock_time: string }).clock_time) / 1000 : null]));
}
export const useClocks = (): UseQueryResult<Clocks> => useQuery({ queryKey: [...KEY, "clocks"], queryFn: fetchClocks, staleTime: 0, retry: false, refetchInterval: EVERY_MS });

const refresh = (): Promise<unknown> => Promise.all([queryClient.invalidateQueries({ queryKey: KEY }), refreshCluster()]);

export const actionKey = (unit: string): string => `inventory/${unit}`;
/** Outcomes that outlive the row they were asked in. */
export const GONE = actionKey("");

interface Asked {
  unit: string;
  key?: string;
  verb: string;
  /** What is true afterwards, without the full stop. */
  what: string;
  outcome?: (what: string, seconds: number) => string;
  /** What is true when the unit has not heard it; by default that the leader has it all the same. */
  deaf?: (what: string, unit: string) => string;
  send: () => Promise<Accepted | null>;
  /** What the unit's own answer means: the outcome in words, or what is wrong. */
  read?: (value: unknown) => string | Verdict;
  limitMs?: number;
}

/** Asks the leader, waits for what it tells the unit, and says which of both is true. */
function ask({ unit, key = actionKey(unit), verb, what, outcome = t.noted, deaf = t.deaf, send, read, limitMs = LIMIT_MS }: Asked): Promise<ActionRecord> {
  let told = what;
  const decide = async (): Promise<Verdict> => {
    const accepted = await send();
    await refresh();
    const answers = accepted ? await result<Record<string, UnitAnswer>>(accepted, limitMs) : null;
    const refused = refusalOf(answers, unit);
    if (refused) return { kind: "refused", cause: deaf(what, unit), remedy: [refused.message, refused.remedy ?? t.deafRemedy].join(" ") };
    const found = read?.(answers?.[unit]?.value) ?? what;
    if (typeof found !== "string") return found;
    told = found;
    return { kind: "done" };
  };
  return act({ key, verb, what, outcome: (_, seconds) => outcome(told, seconds), limitMs, send: decide, topics: [], judge: () => ({ kind: "pending" }) });
}

const noted = async (work: Promise<unknown>): Promise<null> => {
  await work;
  return null;
};

export const identify = (unit: string): Promise<ActionRecord> => ask({ unit, verb: t.identify.verb, what: t.identify.done(unit), send: () => noted(api.post(path("workers", unit, "blink"))) });

export const setActive = (unit: string, isActive: boolean): Promise<ActionRecord> =>
  ask({ unit, verb: (isActive ? t.activate : t.deactivate).verb, what: (isActive ? t.activate : t.deactivate).done(unit), send: () => noted(api.put(path("workers", unit, "is_active"), { is_active: isActive ? 1 : 0 })) });

export const setModel = (unit: string, model: Model): Promise<ActionRecord> =>
  ask({ unit, verb: t.model.verb, what: t.model.done(unit, model.display_name), send: () => noted(api.put(path("workers", unit, "model"), { model_name: model.model_name, model_version: model.model_version })) });

export const assignTo = (unit: string, experiment: string): Promise<ActionRecord> =>
  ask({ unit, verb: t.assign.verb, what: t.assign.done(unit, experiment), outcome: t.confirmed, send: () => api.put<Accepted>(path("experiments", experiment, "workers"), { pioreactor_unit: unit }) });

export const takeOut = (unit: string, experiment: string): Promise<ActionRecord> =>
  ask({ unit, verb: t.release.verb(experiment), what: t.release.done(unit), outcome: t.confirmed, send: () => api.delete<Accepted>(path("experiments", experiment, "workers", unit)) });

/** Asks a unit to restart or to go off; `value` is true once it has taken that on. */
const power = (unit: string, what: "reboot" | "shutdown"): Promise<Accepted> => api.post<Accepted>(path("units", unit, "system", what));
export const restart = (unit: string): Promise<ActionRecord> => ask({ unit, verb: t.restart.verb, what: t.restart.done(unit), outcome: t.confirmed, deaf: t.notAsked, send: () => power(unit, "reboot") });
export const shutDown = (unit: string): Promise<ActionRecord> => ask({ unit, verb: t.shutDown.verb, what: t.shutDown.done(unit), outcome: t.confirmed, deaf: t.notAsked, send: () => power(unit, "shutdown") });

export const remove = (unit: string): Promise<ActionRecord> => ask({ unit, key: GONE, verb: t.remove.verb, what: t.remove.done(unit), send: () => noted(api.delete(path("workers", unit))) });

/** Setting a clock is waited for; then the workers measure anew, some seconds. */
const CLOCK_LIMIT_MS = 30_000;

/** The leader's clock is set to this computer's, then every worker steps to it. */
export async function setClocks(nowMs: number): Promise<Record<string, UnitAnswer>> {
  return clocksAfter(await api.post<Accepted>(path("system", "utc_clock"), { utc_clock_time: new Date(nowMs).toISOString() }, CLOCK_LIMIT_MS));
}

/** Every worker steps to the leader's clock, which stays. */
export async function stepWorkers(): Promise<Record<string, UnitAnswer>> {
  return clocksAfter(await api.post<Accepted>(path("workers", "$broadcast", "system", "utc_clock")));
}

async function clocksAfter(accepted: Accepted): Promise<Record<string, UnitAnswer>> {
  try {
    return (await result<Record<string, UnitAnswer>>(accepted, CLOCK_LIMIT_MS)) ?? {};
  } finally {
    void queryClient.invalidateQueries({ queryKey: [...KEY, "clocks"] });
  }
}

export const checkHardware = (unit: string): Promise<ActionRecord> =>
  ask({
    unit,
    verb: t.hardware.verb,
    what: t.hardware.fits(unit),
    outcome: t.told,
    deaf: t.notAsked,
    send: () => api.post<Accepted>(path("workers", unit, "hardware", "check")),
    read: (value) => hardwareVerdict(unit, value as HardwareChecked),
  });

export const repair = (unit: string): Promise<ActionRecord> =>
  ask({
    unit,
    verb: t.repair.verb,
    what: t.repair.well(unit),
    outcome: t.told,
    deaf: t.notAsked,
    limitMs: REPAIR_LIMIT_MS,
    send: () => api.post<Accepted>(path("units", unit, "system", "repair")),
    read: (value) => repairVerdict(unit, value as RepairDone),
  });
