import { keepPreviousData, useQueries, useQuery, type UseQueryResult } from "@tanstack/react-query";

import { ApiError, api, path } from "../../api/client";
import { queryClient } from "../../api/queries";
import { result } from "../../api/tasks";
import type { Accepted, Dataset, Estimate, ExportRequest, Exports, HistoricalAssignment, LeftOut, Preview } from "../../api/types";
import { exporting as t } from "../../texts/exporting";
import { isUnderWay } from "../errands/stages";
import { SYSTEM } from "./model";

const KEY = ["exports"] as const;
/** A year of many units on a card. */
const MADE_WITHIN_MS = 4 * 3_600_000;

export const useDatasets = (): UseQueryResult<Dataset[]> => useQuery({ queryKey: ["datasets"], queryFn: () => api.get<Dataset[]>(path("datasets", "exportable")), staleTime: 60_000 });

/** Files of datasets that cannot be used, with the reason. */
export const useLeftOut = (): UseQueryResult<LeftOut[]> => useQuery({ queryKey: ["datasets", "left out"], queryFn: () => api.get<LeftOut[]>(path("datasets", "left_out")), staleTime: 60_000 });

/** How many rows each dataset has in a selection; those of the selection before stay while new ones are counted. */
export const useEstimates = (request: ExportRequest, isPossible: boolean): UseQueryResult<Record<string, Estimate>> =>
  useQuery({
    queryKey: ["datasets", "estimates", request],
    queryFn: () => api.post<Record<string, Estimate>>(path("datasets", "exportable", "estimate"), request),
    enabled: isPossible,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    retry: false,
  });

export const usePreview = (dataset: string, request: ExportRequest, count: number, isPossible: boolean): UseQueryResult<Preview> => {
  const { experiments, units, start_time, end_time } = request;
  const body = { experiments, units, start_time, end_time, n_rows: count };
  return useQuery({
    queryKey: ["datasets", "preview", dataset, body],
    queryFn: () => api.post<Preview>(path("datasets", "exportable", dataset, "preview"), body),
    enabled: isPossible && dataset !== "",
    staleTime: 30_000,
    retry: false,
  });
};

/** Units that work or worked for some experiments, by name. */
export function useUnitsOf(experiments: readonly string[]): string[] {
  const asked = experiments.filter((name) => name !== SYSTEM);
  const found = useQueries({
    queries: asked.map((name) => ({
      queryKey: ["experiments", name, "historical"],
      queryFn: () => api.get<HistoricalAssignment[]>(path("experiments", name, "historical_worker_assignments")),
      staleTime: 60_000,
    })),
  });
  return [...new Set(found.flatMap((one) => (one.data ?? []).map((row) => row.pioreactor_unit)))].toSorted((p, q) => p.localeCompare(q));
}

/** The export under way and earlier ones; every second while one is under way, whoever has asked for it. */
export const useExports = (): UseQueryResult<Exports> =>
  useQuery({
    queryKey: KEY,
    queryFn: () => api.get<Exports>(path("exports")),
    staleTime: 0,
    refetchIntervalInBackground: false,
    refetchInterval: (q) => (isUnderWay(q.state.data?.exports[0]?.run) ? 1000 : 15_000),
  });

const refresh = <T>(done: T): Promise<T> => queryClient.invalidateQueries({ queryKey: KEY }).then(() => done);

/**
 * Asks for an export; the id of its run. `onFailed` hears why it failed, also before a record of it exists.
 * Throws ApiError with cause and remedy if it is refused.
 */
export async function askForExport(request: ExportRequest, onFailed: (error: unknown) => void): Promise<string> {
  const accepted = await api.post<Accepted & { run_id?: string }>(path("datasets", "exportable", "export"), request);
  if (!accepted.run_id) throw new ApiError(409, t.result.underWay, null, null);
  result(accepted, MADE_WITHIN_MS).catch(onFailed).finally(() => void refresh(null));
  setTimeout(() => void refresh(null), 300);
  return refresh(accepted.run_id);
}

export const stopExport = (runId: string): Promise<unknown> => api.post(path("exports", runId, "stop")).then(refresh);
export const deleteExport = (runId: string): Promise<unknown> => api.delete(path("exports", runId)).then(refresh);

/** Where the file of an export is. */
export const fileAt = (filename: string): string => `/exports/${encodeURIComponent(filename)}`;
