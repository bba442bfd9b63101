import { useQuery, type UseQueryResult } from "@tanstack/react-query";

import { api, path } from "../../api/client";
import { queryClient, refreshCluster } from "../../api/queries";
import type { DeletedExperiment } from "../../api/types";
import { leader } from "../../texts/leader";
import { act, type ActionRecord } from "../jobs/actionStore";

const t = leader.deleted;
const KEY = ["deleted-experiments"] as const;
const LIMIT_MS = 15_000;

/** Where the outcomes of this list are shown: they outlive the row they were asked in. */
export const DELETED = "deleted-experiments";

export const useDeleted = (): UseQueryResult<DeletedExperiment[]> => useQuery({ queryKey: KEY, queryFn: () => api.get<DeletedExperiment[]>(path("deleted_experiments")), staleTime: 0, refetchInterval: 20_000 });

/** Asks again which there are. */
export const refreshDeleted = (): Promise<void> => queryClient.invalidateQueries({ queryKey: KEY });

const refresh = (): Promise<unknown> => Promise.all([refreshDeleted(), refreshCluster()]);

/** Has an experiment back with all of its data. */
export const bringBack = (experiment: string): Promise<ActionRecord> =>
  act({
    key: DELETED,
    verb: t.verb,
    what: experiment,
    outcome: t.restored,
    limitMs: LIMIT_MS,
    send: async () => {
      await api.post(path("deleted_experiments", experiment, "restore"));
      await refresh();
      return { kind: "done" };
    },
    topics: [],
    judge: () => ({ kind: "pending" }),
  });

/** Lets the data of a deleted experiment go now. Throws ApiError when the leader refuses. */
export async function removeNow(experiment: string): Promise<void> {
  await api.delete(path("deleted_experiments", experiment));
  await refresh();
}
