import { useSyncExternalStore } from "react";

import { api, path } from "../../api/client";
import { refusal } from "../../api/refusal";
import { refusalOf, result, TaskTimeout } from "../../api/tasks";
import type { Accepted, UnitAnswer } from "../../api/types";
import { clock, json, store, topics } from "../../live";
import { lastErrorOf } from "../events/liveLogs";
import type { DosingEvent } from "./doses";
import type { By, Liquid } from "./doseModel";

/**
 * A dose that this browser has asked for. It lives outside the panel: closing that does not stop the pump.
 *
 * `unsure`: the unit did not say what became of it; it may still happen.
 */
export interface DoseRun {
  id: string;
  unit: string;
  experiment: string;
  liquid: Liquid;
  by: By;
  job: string;
  wantedMl: number | null;
  /** Pumping time by the calibration, clock seconds; null until it is stopped. */
  plannedS: number | null;
  phase: "asking" | "dosing" | "stopping" | "done" | "refused" | "interrupted" | "unsure";
  /** By the clock of the unit. */
  askedAtMs: number;
  pumpedSinceMs: number | null;
  endedAtMs: number | null;
  beforeMl: number | null;
  movedMl: number;
  cause: string | null;
  remedy: string | null;
}

export interface DoseOrder extends Pick<DoseRun, "unit" | "experiment" | "liquid" | "by" | "job" | "wantedMl" | "plannedS" | "beforeMl"> {
  options: Record<string, string | number | null>;
}

const LIMIT_MS = 20_000;
/** Bookings may come a little after the state of the job. */
const SETTLE_MS = 400;
/** What pumps book adds up to what was asked within this share. */
const ENOUGH = 0.985;

const runs = new Map<string, DoseRun>();
const listeners = new Set<() => void>();
const listen = (run: () => void): (() => void) => {
  listeners.add(run);
  return () => listeners.delete(run);
};

export const doseOf = (unit: string): DoseRun | undefined => runs.get(unit);
export const useDoseRun = (unit: string): DoseRun | undefined => useSyncExternalStore(listen, () => runs.get(unit));
export const isPumping = (run: DoseRun | undefined): boolean => run?.phase === "asking" || run?.phase === "dosing" || run?.phase === "stopping";

function put(run: DoseRun): void {
  runs.set(run.unit, run);
  for (const heard of listeners) heard();
}

export function forgetDose(unit: string): void {
  runs.delete(unit);
  for (const heard of listeners) heard();
}

/** Jobs that have ended, as their state says. */
const isOver = (state: string | undefined): boolean => state === "disconnected" || state === "lost" || state === "faulted";

/** Starts a pump and follows it to its end: what it books is counted, and the end of its job is the end of the dose. */
export async function dose({ options, ...order }: DoseOrder): Promise<DoseRun> {
  const { unit, experiment, job } = order;
  const id = Math.floor(Math.random() * 0x10000).toString(16).padStart(4, "0");
  put({ ...order, id, phase: "asking", askedAtMs: clock.nowMs(unit), pumpedSinceMs: null, endedAtMs: null, movedMl: 0, cause: null, remedy: null });
  const mine = (): DoseRun | null => (runs.get(unit)?.id === id ? (runs.get(unit) as DoseRun) : null);
  const change = (more: Partial<DoseRun>): void => {
    const run = mine();
    if (run) put({ ...run, ...more });
  };
  const stateTopic = topics.stateTopic(unit, experiment, job);
  const dosingTopic = topics.topic(unit, experiment, "dosing_events");
  const event = job.startsWith("circulate") ? "remove_waste" : job;
  return new Promise((resolve) => {
    let isSettled = false;
    const end = (phase: DoseRun["phase"], more: Partial<DoseRun> = {}): void => {
      if (isSettled) return;
      isSettled = true;
      quiet();
      change({ phase, endedAtMs: clock.nowMs(unit), ...more });
      const run = runs.get(unit);
      if (run) resolve(run);
    };
    const over = (state: string | undefined): void => {
      setTimeout(() => {
        const run = mine();
        if (!run) return;
        const isWhole = run.wantedMl !== null ? run.movedMl >= run.wantedMl * ENOUGH : run.by === "time" && run.phase !== "stopping";
        const said = lastErrorOf(unit, job, run.askedAtMs);
        if (isWhole && state !== "lost") end("done");
        else if (run.movedMl === 0 && run.phase !== "stopping" && run.liquid !== "circulate") end("refused", { cause: said, remedy: null });
        else end(run.liquid === "circulate" && run.phase !== "stopping" && state !== "lost" ? "done" : "interrupted", { cause: said });
      }, SETTLE_MS);
    };
    const quiet = store.onMessage((topic, entry) => {
      if (entry.retained) return;
      if (topic === dosingTopic) {
        const booked = json<DosingEvent>(entry.payload);
        const run = mine();
        if (!booked || booked.event !== event || !run) return;
        change({ movedMl: run.movedMl + booked.volume_change, phase: run.phase === "asking" ? "dosing" : run.phase, pumpedSinceMs: run.pumpedSinceMs ?? Date.parse(booked.timestamp) });
      } else if (topic === stateTopic) {
        const run = mine();
        if (entry.payload === "ready" && run?.phase === "asking") change({ phase: "dosing", pumpedSinceMs: clock.nowMs(unit) });
        else if (isOver(entry.payload)) over(entry.payload);
      }
    });
    void ask(order, options).then(
      () => {
        // The link may be down, or the pump was quicker than the answer: then its state is already what it ends with.
        if (isOver(store.get(stateTopic)?.payload) && (mine()?.movedMl ?? 0) > 0) over("disconnected");
        else change({ phase: mine()?.phase === "asking" ? "dosing" : (mine()?.phase ?? "dosing"), pumpedSinceMs: mine()?.pumpedSinceMs ?? clock.nowMs(unit) });
      },
      (error: unknown) => {
        if (error instanceof TaskTimeout) return end("unsure");
        const { cause, remedy } = refusal(error);
        end((mine()?.movedMl ?? 0) > 0 ? "interrupted" : "refused", { cause, remedy });
      },
    );
  });
}

const jobPath = (run: Pick<DoseRun, "unit" | "experiment" | "job">, what: string): string => path("workers", run.unit, "jobs", what, "job_name", run.job, "experiments", run.experiment);

async function ask(order: Omit<DoseOrder, "options">, options: DoseOrder["options"]): Promise<void> {
  const body = { options, args: [], env: { JOB_SOURCE: "user" }, config_overrides: [] };
  const answers = await result<Record<string, UnitAnswer>>(await api.post<Accepted>(jobPath(order, "run"), body), LIMIT_MS);
  const refused = refusalOf(answers, order.unit);
  if (refused) throw refused;
}

/** Stops the pump. Goes over HTTP alone, so it works without the live link. */
export async function stopDose(unit: string): Promise<void> {
  const run = runs.get(unit);
  if (!run || !isPumping(run)) return;
  put({ ...run, phase: "stopping" });
  try {
    const answers = await result<Record<string, UnitAnswer>>(await api.post<Accepted>(jobPath(run, "stop")), LIMIT_MS);
    const refused = refusalOf(answers, unit);
    if (refused) throw refused;
    const now = runs.get(unit);
    // The unit has looked at its processes: the pump is off, whether or not the live link says so.
    if (now?.id === run.id) setTimeout(() => runs.get(unit)?.phase === "stopping" && put({ ...(runs.get(unit) as DoseRun), phase: "interrupted", endedAtMs: clock.nowMs(unit) }), 2 * SETTLE_MS);
  } catch (error) {
    const { cause, remedy } = refusal(error);
    const now = runs.get(unit);
    if (now?.id === run.id && isPumping(now)) put({ ...now, phase: "dosing", cause, remedy });
  }
}
