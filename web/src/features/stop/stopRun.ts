import { api, path } from "../../api/client";
import { refreshCluster } from "../../api/queries";
import { refusal } from "../../api/refusal";
import { result } from "../../api/tasks";
import type { Accepted, StopOutcome, UnitAnswer } from "../../api/types";
import { clock, store, topics } from "../../live";

/** One job that is to be off. */
export interface StopRow {
  unit: string;
  experiment: string;
  job: string;
  /** `waiting` until the unit or the live link says so. */
  state: "waiting" | "off" | "still" | "no_answer";
  words: string | null;
  tookS: number | null;
  /** What it had on, as the unit found it afterwards; empty until the unit has said so. */
  outputs: StopOutcome["outputs"];
}

export interface StopRun {
  id: string;
  askedAtMs: number;
  startedAt: number;
  endedAt: number | null;
  rows: StopRow[];
  silentUnits: string[];
  refused: { cause: string; remedy: string | null } | null;
}

/** A unit without an answer by then is shown as such, while the request goes on. */
const NO_ANSWER_MS = 5000;
const LIMIT_MS = 40_000;

let run: StopRun | null = null;
const listeners = new Set<() => void>();
export const onStopRun = (heard: () => void): (() => void) => {
  listeners.add(heard);
  return () => listeners.delete(heard);
};
export const stopRun = (): StopRun | null => run;

function change(next: StopRun | null): void {
  run = next;
  for (const heard of listeners) heard();
}

const patchRows = (map: (row: StopRow) => StopRow): void => {
  if (run) change({ ...run, rows: run.rows.map(map) });
};

export const isEnded = (r: StopRun): boolean => r.endedAt !== null || (r.rows.length > 0 && r.rows.every((row) => row.state === "off"));

/** Every unit of the cluster, also those that have left the experiment since. */
export const EVERY_UNIT = "$broadcast";

/** Asks units to stop the jobs of an experiment. Goes over HTTP alone; the live link only confirms earlier. */
export async function stopAll(requests: readonly { unit: string; experiment: string }[], known: readonly StopRow[]): Promise<void> {
  const startedAt = performance.now();
  change({
    id: Math.floor(Math.random() * 0x10000).toString(16).padStart(4, "0"),
    askedAtMs: clock.nowMs(),
    startedAt,
    endedAt: null,
    rows: [...known],
    silentUnits: [],
    refused: null,
  });
  const took = (): number => (performance.now() - startedAt) / 1000;
  const quiet = store.onMessage((topic, entry) => {
    if (entry.retained || entry.payload !== "disconnected") return;
    patchRows((row) => (row.state !== "off" && topics.stateTopic(row.unit, row.experiment, row.job) === topic ? { ...row, state: "off", words: null, tookS: took() } : row));
  });
  const silence = setTimeout(() => patchRows((row) => (row.state === "waiting" ? { ...row, state: "no_answer" } : row)), NO_ANSWER_MS);
  try {
    await Promise.all(
      requests.map(async ({ unit, experiment }) => {
        const accepted = await api.post<Accepted>(path("units", unit, "jobs", "stop", "experiments", experiment));
        const answers = await result<Record<string, UnitAnswer>>(accepted, LIMIT_MS);
        for (const [name, answer] of Object.entries(answers ?? {})) take(experiment, name, answer, took());
      }),
    );
  } catch (error) {
    const open = (row: StopRow): StopRow => (row.state === "waiting" ? { ...row, state: "no_answer" } : row);
    if (run) change({ ...run, rows: run.rows.map(open), refused: refusal(error) });
  } finally {
    clearTimeout(silence);
    quiet();
    if (run) change({ ...run, endedAt: performance.now() });
    void refreshCluster();
  }
}

function take(experiment: string, unit: string, answer: UnitAnswer, tookS: number): void {
  if (!run) return;
  if (!answer.ok) {
    const rows = run.rows.map((row): StopRow => (row.unit === unit && row.experiment === experiment && row.state !== "off" ? { ...row, state: "no_answer", words: answer.error?.message ?? null } : row));
    return change({ ...run, rows, silentUnits: [...new Set([...run.silentUnits, unit])] });
  }
  const outcomes = Array.isArray(answer.value) ? (answer.value as StopOutcome[]) : [];
  const mine = (row: StopRow): boolean => row.unit === unit && row.experiment === experiment;
  const others = run.rows.filter((row) => !mine(row));
  const told = outcomes.map((o): StopRow => ({ unit, experiment, job: o.job_name, state: o.outcome === "still running" ? "still" : "off", words: o.outcome, tookS: o.took_s, outputs: o.outputs ?? [] }));
  // A job we believed to run but the unit does not know is off: the unit looked at its processes.
  const rest = run.rows
    .filter((row) => mine(row) && !told.some((t) => t.job === row.job))
    .map((row): StopRow => ({ ...row, state: "off", words: row.words ?? "already gone", tookS: row.tookS ?? tookS }));
  change({ ...run, rows: [...others, ...told, ...rest] });
}
