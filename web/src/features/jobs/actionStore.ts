import { refusal } from "../../api/refusal";
import { TaskTimeout } from "../../api/tasks";
import { store } from "../../live";
import { text } from "../../texts";

export type Phase = "asked" | "waiting" | "done" | "refused" | "timed_out" | "superseded";

/** What became of an asked action; shown in place until it is dismissed or, when done, for 30 s. */
export interface ActionRecord {
  id: string;
  key: string;
  verb: string;
  phase: Phase;
  askedAt: number;
  limitMs: number;
  sentence: string;
  remedy: string | null;
}

export type Verdict =
  | { kind: "pending" }
  | { kind: "done" }
  | { kind: "refused"; cause: string; remedy: string | null }
  | { kind: "superseded"; value: string };

export interface ActionPlan {
  /** The thing acted upon: `<experiment>/<unit>/<job>`. A new action on it replaces the shown outcome. */
  key: string;
  verb: string;
  /** The outcome in the past tense, without the full stop. */
  what: string;
  limitMs: number;
  /** The whole outcome in words; by default that the unit has confirmed it. */
  outcome?: (what: string, seconds: number) => string;
  /** Asks for it. Resolves with the verdict of the answer alone; throws ApiError when refused. */
  send: () => Promise<Verdict>;
  /** Topics whose messages after the request decide, and how. */
  topics: readonly string[];
  judge: (topic: string, payload: string) => Verdict;
  /** Looks at the present state when the person asks "Check now". */
  recheck?: () => Promise<boolean>;
}

const DONE_SHOWN_MS = 30_000;
const ASKED_MS = 300;

const records = new Map<string, ActionRecord>();
const plans = new Map<string, ActionPlan>();
const listeners = new Set<() => void>();

export const onActions = (run: () => void): (() => void) => {
  listeners.add(run);
  return () => listeners.delete(run);
};
export const actionOf = (key: string): ActionRecord | undefined => records.get(key);

function put(key: string, record: ActionRecord | null): void {
  if (record) records.set(key, record);
  else records.delete(key);
  for (const run of listeners) run();
}

const newId = (): string => Math.floor(Math.random() * 0x10000).toString(16).padStart(4, "0");

/** Runs an action through asked, waiting and one of its four ends. Resolves with the end. */
export function act(plan: ActionPlan): Promise<ActionRecord> {
  const record: ActionRecord = {
    id: newId(),
    key: plan.key,
    verb: plan.verb,
    phase: "asked",
    askedAt: performance.now(),
    limitMs: plan.limitMs,
    sentence: "",
    remedy: null,
  };
  plans.set(plan.key, plan);
  put(plan.key, record);
  return new Promise((resolve) => {
    const isCurrent = (): boolean => records.get(plan.key)?.id === record.id;
    const end = (phase: Phase, sentence: string, remedy: string | null = null): void => {
      stop();
      clearTimeout(waiting);
      clearTimeout(limit);
      const last = { ...record, phase, sentence, remedy };
      if (isCurrent()) {
        put(plan.key, last);
        if (phase === "done") setTimeout(() => actionOf(plan.key)?.id === last.id && put(plan.key, null), DONE_SHOWN_MS);
      }
      resolve(last);
    };
    const decide = (verdict: Verdict): void => {
      if (verdict.kind === "done") end("done", (plan.outcome ?? text.actions.confirmed)(plan.what, (performance.now() - record.askedAt) / 1000));
      if (verdict.kind === "refused") end("refused", verdict.cause, verdict.remedy);
      if (verdict.kind === "superseded") end("superseded", verdict.value);
    };
    const stop = store.onMessage((topic, entry) => {
      if (!entry.retained && plan.topics.includes(topic)) decide(plan.judge(topic, entry.payload));
    });
    const waiting = setTimeout(() => isCurrent() && put(plan.key, { ...record, phase: "waiting" }), ASKED_MS);
    const limit = setTimeout(() => end("timed_out", text.actions.timedOut(plan.limitMs / 1000)), plan.limitMs);
    plan.send().then(decide, (error: unknown) => {
      if (error instanceof TaskTimeout) return;
      const { cause, remedy } = refusal(error);
      end("refused", cause, remedy);
    });
  });
}

export const dismiss = (key: string): void => put(key, null);

/** After a time-out: look once more. */
export async function checkNow(key: string): Promise<void> {
  const plan = plans.get(key);
  const record = records.get(key);
  if (!plan?.recheck || !record) return;
  const isDone = await plan.recheck().catch(() => false);
  if (isDone) put(key, { ...record, phase: "done", sentence: text.actions.confirmed(plan.what, (performance.now() - record.askedAt) / 1000) });
  else put(key, { ...record, askedAt: record.askedAt, sentence: text.actions.timedOut(plan.limitMs / 1000) });
}
