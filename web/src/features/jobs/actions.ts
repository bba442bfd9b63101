import { api, path } from "../../api/client";
import { refreshCluster } from "../../api/queries";
import { refusalOf, result } from "../../api/tasks";
import type { Accepted, StopOutcome, UnitAnswer } from "../../api/types";
import { clock, store, topics } from "../../live";
import { format, text } from "../../texts";
import { lastErrorOf } from "../events/liveLogs";
import { act, type ActionPlan, type ActionRecord, type Verdict } from "./actionStore";
import { isSameValue, showSetting, type Setting } from "./catalogue";

export interface Target {
  unit: string;
  experiment: string;
  job: string;
}

const PENDING: Verdict = { kind: "pending" };
const DONE: Verdict = { kind: "done" };
const START_LIMIT_MS = 20_000;
const STOP_LIMIT_MS = 15_000;
const SET_LIMIT_MS = 10_000;

export const actionKey = (t: Target): string => `${t.experiment}/${t.unit}/${t.job}`;
const jobs = (t: Target, ...rest: string[]): string => path("workers", t.unit, "jobs", ...rest, "job_name", t.job, "experiments", t.experiment);
const stateOf = (t: Target): string => topics.stateTopic(t.unit, t.experiment, t.job);
const stateNow = (t: Target): string | undefined => store.get(stateOf(t))?.payload;

type Answers = Record<string, UnitAnswer>;

async function ask(t: Target, accepted: Accepted, limitMs: number): Promise<Answers | null> {
  const answers = await result<Answers>(accepted, limitMs);
  const refused = refusalOf(answers, t.unit);
  if (refused) throw refused;
  return answers;
}

/** How a job is started: options of its command, and configuration for this start alone as [section, key, value]. */
export interface StartWith {
  /** Null: a bare flag. */
  options?: Record<string, string | number | null>;
  overrides?: [string, string, string][];
}

export function start(t: Target, { options = {}, overrides = [] }: StartWith = {}): Promise<ActionRecord> {
  const askedAt = clock.nowMs(t.unit);
  let hasBegun = false;
  return act({
    key: actionKey(t),
    verb: text.actions.start,
    what: text.actions.started(t.job),
    limitMs: START_LIMIT_MS,
    send: async () => {
      await ask(t, await api.post<Accepted>(jobs(t, "run"), { options, args: [], env: { JOB_SOURCE: "user" }, config_overrides: overrides }), START_LIMIT_MS);
      return PENDING;
    },
    topics: [stateOf(t)],
    judge: (_, state) => {
      // Something may hold it right after its start, such as the guard of the volume; it runs all the same.
      if (state === "ready" || (hasBegun && state === "sleeping")) return DONE;
      if (state === "init") hasBegun = true;
      else if (hasBegun || state === "faulted") {
        const said = lastErrorOf(t.unit, t.job, askedAt);
        const cause = said ?? text.actions.refused.endedEarly(t.job, text.pages.states[state] ?? state);
        return { kind: "refused", cause, remedy: said ? null : text.actions.refused.seeEvents };
      }
      return PENDING;
    },
    recheck: () => refreshCluster().then(() => stateNow(t) === "ready"),
  });
}

export function stop(t: Target): Promise<ActionRecord> {
  return act({
    key: actionKey(t),
    verb: text.actions.stop,
    what: text.actions.stopped(t.job),
    limitMs: STOP_LIMIT_MS,
    send: async () => {
      const answers = await ask(t, await api.post<Accepted>(jobs(t, "stop")), STOP_LIMIT_MS);
      return stopVerdict(answers?.[t.unit], t.job);
    },
    topics: [stateOf(t)],
    judge: (_, state) => (state === "disconnected" || state === "lost" ? DONE : PENDING),
    recheck: () => refreshCluster().then(() => stateNow(t) === undefined || stateNow(t) === "disconnected"),
  });
}

/** What the unit itself says about the processes it ended; without a live link this alone decides. */
function stopVerdict(answer: UnitAnswer | undefined, job: string): Verdict {
  if (!answer?.ok || !Array.isArray(answer.value)) return PENDING;
  const left = (answer.value as StopOutcome[]).find((o) => o.job_name === job && o.outcome === "still running");
  if (left) return { kind: "refused", cause: text.actions.stopAll.stillTitle(answer.unit), remedy: text.actions.stopAll.stillBody };
  return DONE;
}

/** Pause (`sleeping`) or resume (`ready`). */
export function setState(t: Target, state: "sleeping" | "ready"): Promise<ActionRecord> {
  const isPause = state === "sleeping";
  return act(updatePlan(t, "$state", state, isPause ? text.actions.pause : text.actions.resume, isPause ? text.actions.paused(t.job) : text.actions.resumed(t.job)));
}

/** Change a setting; done when the unit publishes the asked value. */
export function setValue(t: Target, setting: Setting, before: string | null, value: string): Promise<ActionRecord> {
  const unit = setting.unit ? `${format.THIN}${setting.unit}` : "";
  const what = text.actions.setFromTo(setting.label, showSetting(setting, before), showSetting(setting, value) + unit);
  return act(updatePlan(t, setting.key, value, text.actions.set, what, setting.type));
}

function updatePlan(t: Target, key: string, value: string, verb: string, what: string, type: Setting["type"] = "string"): ActionPlan {
  const watched = topics.settingTopic(t.unit, t.experiment, t.job, key);
  const before = store.get(watched)?.payload;
  const isSame = (payload: string | undefined): boolean => isSameValue(payload, value, type);
  return {
    key: actionKey(t),
    verb,
    what,
    limitMs: SET_LIMIT_MS,
    send: async () => {
      await ask(t, await api.patch<Accepted>(jobs(t, "update"), { settings: { [key]: value } }), SET_LIMIT_MS);
      return PENDING;
    },
    topics: [watched],
    judge: (_, payload) => {
      if (isSame(payload)) return DONE;
      return payload === before || payload === "" ? PENDING : { kind: "superseded", value: text.actions.superseded(format.clock(clock.nowMs()), payload) };
    },
    recheck: () => Promise.resolve(isSame(store.get(watched)?.payload)),
  };
}
