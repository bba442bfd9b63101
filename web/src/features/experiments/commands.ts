import { useQuery, type UseQueryResult } from "@tanstack/react-query";

import { api, path } from "../../api/client";
import { overviewOptions, queryClient, refreshCluster } from "../../api/queries";
import { result } from "../../api/tasks";
import type { Accepted, Experiment, ExperimentDeleted, ExperimentRecord, HistoricalAssignment, UnitAnswer } from "../../api/types";
import { clock } from "../../live";
import { format } from "../../texts";
import { experiments as t } from "../../texts/experiments";
import { act, type ActionRecord, type Verdict } from "../jobs/actionStore";
import { refreshDeleted } from "./deleted";
import { endVerdict } from "./ending";

/** Jobs of all units are stopped one after the other, each within 12 s; units that are silent are given up before. */
const LIMIT_MS = 60_000;

/** Where the outcome for one experiment is shown. */
export const actionKey = (experiment: string): string => `experiments/${experiment}`;
/** Outcomes that outlive the row they were asked in. */
export const GONE = actionKey("");

export interface Details {
  description: string;
  tags: readonly string[];
}

export const createExperiment = (experiment: string, { description, tags }: Details): Promise<Experiment> =>
  api.post(path("experiments"), { experiment, ...(description ? { description } : {}), ...(tags.length > 0 ? { tags } : {}) });

/** Changes description, tags or both; the new ones are shown once the leader lists them. */
export const changeExperiment = (experiment: string, change: Partial<Details>): Promise<void> => api.patch(path("experiments", experiment), change).then(refreshCluster);

/** Puts units into an experiment and takes others out; returns the units for which it failed. */
export async function assign(experiment: string, add: readonly string[], remove: readonly string[]): Promise<string[]> {
  const failed = await eachUnit([...add, ...remove], (unit) =>
    add.includes(unit) ? api.put(path("experiments", experiment, "workers"), { pioreactor_unit: unit }) : api.delete(path("experiments", experiment, "workers", unit)),
  );
  await refreshCluster();
  return failed;
}

/** Gives units the labels that they had elsewhere; returns the units for which it failed. */
export const setLabels = (experiment: string, labels: Readonly<Record<string, string>>): Promise<string[]> =>
  eachUnit(Object.keys(labels), (unit) => api.put(path("experiments", experiment, "unit_labels"), { unit, label: labels[unit] }));

async function eachUnit(units: readonly string[], ask: (unit: string) => Promise<unknown>): Promise<string[]> {
  const ends = await Promise.allSettled(units.map(ask));
  return units.filter((_, i) => ends[i]?.status === "rejected");
}

/** What a new experiment like this one is made of: the units that work for it, or else that did, and their labels. */
export interface Model {
  units: string[];
  labels: Record<string, string>;
}

async function fetchModel(experiment: string): Promise<Model> {
  const [history, labels] = await Promise.all([api.get<HistoricalAssignment[]>(path("experiments", experiment, "historical_worker_assignments")), api.get<Record<string, string>>(path("experiments", experiment, "unit_labels"))]);
  const now = history.filter((row) => row.is_currently_assigned_to_experiment);
  return { units: (now.length > 0 ? now : history).map((row) => row.pioreactor_unit), labels };
}
export const useModel = (experiment: string): UseQueryResult<Model> =>
  useQuery({ queryKey: ["experiments", "model", experiment], queryFn: () => fetchModel(experiment), enabled: experiment !== "", staleTime: 0 });

/** What was recorded, and how long a deletion could be undone. */
export const useRecord = (experiment: string): UseQueryResult<ExperimentRecord> =>
  useQuery({ queryKey: ["experiments", "record", experiment], queryFn: () => api.get<ExperimentRecord>(path("experiments", experiment, "contents")), staleTime: 0 });

/** Its units with what they run, of any experiment. */
export const useUnitsOf = (experiment: string) => useQuery({ ...overviewOptions(experiment), staleTime: 0 });

/** Ends an experiment: its jobs stop, its units become free. Waits for what the units say. */
export const endExperiment = (experiment: string): Promise<ActionRecord> => {
  let told = "";
  const send = async (): Promise<Verdict> => {
    const answers = await result<Record<string, UnitAnswer>>(await api.delete<Accepted>(path("experiments", experiment, "workers")), LIMIT_MS);
    await refreshCluster();
    const verdict = endVerdict(experiment, answers ?? {});
    told = verdict.what;
    return verdict;
  };
  return act({ key: actionKey(experiment), verb: t.end.verb, what: experiment, outcome: (_, seconds) => t.took(told, format.duration(seconds)), limitMs: LIMIT_MS, send, topics: [], judge: () => ({ kind: "pending" }) });
};

/** Deletes an experiment after its jobs were stopped; it can be had back for as long as the leader keeps it. */
export const deleteExperiment = (experiment: string): Promise<ActionRecord> => {
  let told = "";
  const send = async (): Promise<Verdict> => {
    const done = await result<ExperimentDeleted>(await api.delete<Accepted>(path("experiments", experiment)), LIMIT_MS);
    if (!done) return { kind: "refused", ...t.delete.underWay };
    await Promise.all([refreshCluster(), refreshDeleted(), queryClient.invalidateQueries({ queryKey: ["experiments"] })]);
    told = t.delete.done(experiment, done.remove_at ? format.moment(Date.parse(done.remove_at), clock.nowMs()) : null);
    return { kind: "done" };
  };
  return act({ key: GONE, verb: t.delete.verb, what: experiment, outcome: (_, seconds) => t.took(told, format.duration(seconds)), limitMs: LIMIT_MS, send, topics: [], judge: () => ({ kind: "pending" }) });
};
