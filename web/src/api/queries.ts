import { QueryClient, useQuery, type UseQueryResult } from "@tanstack/react-query";

import { ApiError, api, path, query } from "./client";
import type { Assignment, LogRow, Overview, SeriesReply, Session } from "./types";

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // 401 and 404 stay what they are; everything else may be a leader that restarts.
      retry: (count, error) => !(error instanceof ApiError && error.status < 500) && count < 2,
      refetchOnWindowFocus: false,
      networkMode: "always",
      staleTime: 5000,
    },
    mutations: { networkMode: "always" },
  },
});

export const keys = {
  session: ["session"] as const,
  overview: (experiment: string | null) => ["overview", experiment] as const,
  assignments: ["assignments"] as const,
};

export const fetchSession = (): Promise<Session> => api.get(path("session"));

const fetchOverview = (experiment: string | null): Promise<Overview> => api.get(query(path("overview"), { experiment }));

/** Starts both requests of the first picture before React does. */
export function prefetch(experiment: string | null): void {
  void queryClient.prefetchQuery({ queryKey: keys.session, queryFn: fetchSession });
  void queryClient.prefetchQuery({ queryKey: keys.overview(experiment), queryFn: () => fetchOverview(experiment) });
}

export const useSessionQuery = (): UseQueryResult<Session> =>
  useQuery({ queryKey: keys.session, queryFn: fetchSession, staleTime: 60_000, refetchInterval: (q) => (q.state.status === "error" ? 5000 : false) });

export const useOverview = (experiment: string | null): UseQueryResult<Overview> =>
  useQuery({
    queryKey: keys.overview(experiment),
    queryFn: () => fetchOverview(experiment),
    placeholderData: (previous) => previous,
    refetchInterval: 60_000,
  });

export const useAssignments = (isWanted: boolean): UseQueryResult<Assignment[]> =>
  useQuery({ queryKey: keys.assignments, queryFn: () => api.get(path("workers", "assignments")), enabled: isWanted, staleTime: 0 });

export interface SeriesQuestion {
  experiment: string;
  table: string;
  unit: string | null;
  startS: number | null;
  endS: number | null;
  points: number;
}

const iso = (s: number | null): string | null => (s === null ? null : new Date(s * 1000).toISOString());

export const fetchSeries = (q: SeriesQuestion): Promise<SeriesReply> =>
  api.get(
    query(path("experiments", q.experiment, "series", q.table), {
      unit: q.unit,
      start: iso(q.startS),
      end: iso(q.endS),
      target_points: q.points,
    }),
  );

export interface LogQuestion {
  experiment: string | null;
  level: string;
  skip: number;
}

export const fetchLogs = (q: LogQuestion): Promise<LogRow[]> =>
  api.get(query(q.experiment ? path("experiments", q.experiment, "logs") : path("logs"), { min_level: q.level, skip: q.skip }));

/** Asks again for everything that lists units, jobs or experiments. */
export const refreshCluster = (): Promise<void> =>
  Promise.all([queryClient.invalidateQueries({ queryKey: ["overview"] }), queryClient.invalidateQueries({ queryKey: keys.assignments })]).then(() => undefined);
