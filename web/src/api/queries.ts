import { QueryClient, queryOptions, useQuery, type UseQueryResult } from "@tanstack/react-query";

import { ApiError, api, path, query } from "./client";
import { result } from "./tasks";
import type { Accepted, Assignment, AutomationDescriptor, Capability, ChartDescriptor, JobDescriptor, LogRow, Model, Overview, SeriesReply, Session, UnitAnswer, UnitConfigs } from "./types";

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
  jobs: ["descriptors", "jobs"] as const,
  charts: ["descriptors", "charts"] as const,
};

let loaded: string | null = null;

/** The release that this page came from: that of the leader when the page was loaded. */
export const loadedVersion = (): string | null => loaded;

export async function fetchSession(): Promise<Session> {
  const session = await api.get<Session>(path("session"));
  loaded ??= session.version;
  return session;
}

const fetchOverview = (experiment: string | null): Promise<Overview> => api.get(query(path("overview"), { experiment }));

const fetchJobs = (): Promise<JobDescriptor[]> => api.get(path("jobs", "descriptors"));
const fetchCharts = (): Promise<ChartDescriptor[]> => api.get(path("charts", "descriptors"));

/** Descriptors change when a plugin comes or goes. */
const DESCRIPTORS = { staleTime: 60_000, refetchInterval: 300_000 } as const;
export const useJobDescriptors = (): UseQueryResult<JobDescriptor[]> => useQuery({ queryKey: keys.jobs, queryFn: fetchJobs, ...DESCRIPTORS });
export const useChartDescriptors = (): UseQueryResult<ChartDescriptor[]> => useQuery({ queryKey: keys.charts, queryFn: fetchCharts, ...DESCRIPTORS });

/** Bioreactor models with their volumes. */
export const useModels = (): UseQueryResult<Model[]> =>
  useQuery({ queryKey: ["models"], queryFn: async () => (await api.get<{ models: Model[] }>(path("models"))).models, staleTime: 300_000 });

/** The automations of a family (`temperature`, `dosing`, `led`) with the fields of their forms. */
export const useAutomations = (family: string): UseQueryResult<AutomationDescriptor[]> =>
  useQuery({ queryKey: ["descriptors", "automations", family], queryFn: () => api.get<AutomationDescriptor[]>(path("automations", "descriptors", family)), ...DESCRIPTORS, enabled: family !== "", retry: false });

/** What a unit can run, with the options of each job. */
async function fetchCapabilities(unit: string): Promise<Capability[]> {
  const answers = await result<Record<string, UnitAnswer>>(await api.get<Accepted>(path("units", unit, "capabilities")), 15_000);
  const answer = answers?.[unit];
  if (!answer?.ok || !Array.isArray(answer.value)) throw new Error("no answer");
  return answer.value as Capability[];
}
export const useCapabilities = (unit: string): UseQueryResult<Capability[]> =>
  useQuery({ queryKey: ["capabilities", unit], queryFn: () => fetchCapabilities(unit), staleTime: 60_000, retry: false });

/** The configuration that holds on a unit: section, key, value. */
export const useUnitConfig = (unit: string): UseQueryResult<Record<string, Record<string, string | null>>> =>
  useQuery({ queryKey: ["config", unit], queryFn: async () => (await api.get<UnitConfigs>(path("config", "units", unit))).configs[unit] ?? {}, retry: false });

/** Starts the requests of the first picture before React does. */
export function prefetch(experiment: string | null): void {
  void queryClient.prefetchQuery({ queryKey: keys.jobs, queryFn: fetchJobs });
  void queryClient.prefetchQuery({ queryKey: keys.session, queryFn: fetchSession });
  void queryClient.prefetchQuery({ queryKey: keys.overview(experiment), queryFn: () => fetchOverview(experiment) });
}

export const useSessionQuery = (): UseQueryResult<Session> =>
  useQuery({ queryKey: keys.session, queryFn: fetchSession, staleTime: 60_000, refetchInterval: (q) => (q.state.status === "error" ? 5000 : false) });

export const overviewOptions = (experiment: string | null) => queryOptions({ queryKey: keys.overview(experiment), queryFn: () => fetchOverview(experiment), refetchInterval: 60_000 });

export const useOverview = (experiment: string | null): UseQueryResult<Overview> => useQuery({ ...overviewOptions(experiment), placeholderData: (previous) => previous });

export const useAssignments = (isWanted: boolean): UseQueryResult<Assignment[]> =>
  useQuery({ queryKey: keys.assignments, queryFn: () => api.get(path("workers", "assignments")), enabled: isWanted, staleTime: 0 });

export interface SeriesQuestion {
  experiment: string;
  /** `growth_rates`, or `table/column` for a table of a plugin. */
  table: string;
  unit: string | null;
  startS: number | null;
  endS: number | null;
  points: number;
}

const iso = (s: number | null): string | null => (s === null ? null : new Date(s * 1000).toISOString());

export const fetchSeries = (q: SeriesQuestion): Promise<SeriesReply> =>
  api.get(
    query(path("experiments", q.experiment, "series", ...q.table.split("/")), {
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
