import { useQuery, type UseQueryResult } from "@tanstack/react-query";

import { api, path } from "../../api/client";
import { queryClient } from "../../api/queries";
import type { Join, JoiningNow, Newcomer, Wish } from "../../api/types";
import { isUnderWay } from "../errands/stages";

const KEY = ["joining"] as const;

/** The unit that joins or leaves; every second while one does, or while the leader does not answer. */
export const useJoining = (): UseQueryResult<JoiningNow> =>
  useQuery({ queryKey: KEY, queryFn: () => api.get<JoiningNow>(path("joining")), staleTime: 0, retry: false, refetchInterval: (q) => (q.state.status === "error" || isUnderWay(q.state.data?.run) ? 1000 : 10_000) });

/** One run of the history. */
export const useJoinRun = (id: string): UseQueryResult<Join> =>
  useQuery({ queryKey: [...KEY, id], queryFn: () => api.get<Join>(path("joining", "runs", id)), staleTime: 0, retry: false, placeholderData: (before) => before, refetchInterval: (q) => (isUnderWay(q.state.data) ? 1000 : q.state.status === "error" ? 3000 : false) });

/** Units that announce themselves; asking takes up to three seconds. */
export const useNewcomers = (): UseQueryResult<Newcomer[]> => useQuery({ queryKey: ["newcomers"], queryFn: () => api.get<Newcomer[]>(path("workers", "discover")), staleTime: 60_000, retry: false });

/** What was asked for in this browser, with its secrets: they are nowhere else, and go with the page. */
const asked = new Map<string, Wish>();
export const wishOf = (runId: string): Wish | undefined => asked.get(runId);

const refresh = (): Promise<void> => queryClient.invalidateQueries({ queryKey: KEY });

export async function add(wish: Wish): Promise<Join> {
  const run = await api.post<Join>(path("joining", "add"), wish);
  asked.clear();
  asked.set(run.run_id, wish);
  await refresh();
  return run;
}

export async function leave(unit: string): Promise<Join> {
  const run = await api.post<Join>(path("joining", "remove"), { unit });
  await refresh();
  return run;
}

export async function stop(): Promise<void> {
  await api.post(path("joining", "stop"));
  await refresh();
}
