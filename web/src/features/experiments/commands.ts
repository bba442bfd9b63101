import { api, path } from "../../api/client";
import { refreshCluster } from "../../api/queries";
import type { Experiment } from "../../api/types";

export const createExperiment = (experiment: string, description: string): Promise<Experiment> =>
  api.post(path("experiments"), { experiment, ...(description ? { description } : {}) });

/** Puts units into an experiment and takes others out; returns the units for which it failed. */
export async function assign(experiment: string, add: readonly string[], remove: readonly string[]): Promise<string[]> {
  const tasks = [
    ...add.map((unit) => [unit, api.put(path("experiments", experiment, "workers"), { pioreactor_unit: unit })] as const),
    ...remove.map((unit) => [unit, api.delete(path("experiments", experiment, "workers", unit))] as const),
  ];
  const ends = await Promise.allSettled(tasks.map(([, task]) => task));
  await refreshCluster();
  return tasks.filter((_, i) => ends[i]?.status === "rejected").map(([unit]) => unit);
}
