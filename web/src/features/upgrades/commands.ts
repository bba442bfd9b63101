import { useQuery, type UseQueryResult } from "@tanstack/react-query";

import { ApiError, api, path, query } from "../../api/client";
import { queryClient } from "../../api/queries";
import { result } from "../../api/tasks";
import type { Accepted, Bundle, ReleaseRow, Run, RunLine, Upload, UpgradePlan, UpgradesNow } from "../../api/types";
import { nameNow } from "../alarms/person";
import { isUnderWay } from "../errands/stages";
import { send, type Line, type Sending } from "./upload";

const KEY = ["upgrades"] as const;
const at = (...parts: string[]): string => path("upgrades", ...parts);

/** What is there to know at the leader; every second while something goes on or the leader does not answer. */
export const useUpgrades = (): UseQueryResult<UpgradesNow> =>
  useQuery({
    queryKey: KEY,
    queryFn: () => api.get<UpgradesNow>(at()),
    staleTime: 0,
    retry: false,
    refetchIntervalInBackground: false,
    refetchInterval: (q) => (q.state.status === "error" || isUnderWay(q.state.data?.run) ? 1000 : 10_000),
  });

/** Releases as the units themselves tell them. */
export const useReleases = (isBusy: boolean): UseQueryResult<ReleaseRow[]> =>
  useQuery({ queryKey: [...KEY, "units"], queryFn: () => api.get<ReleaseRow[]>(at("units")), staleTime: 0, retry: false, placeholderData: (before) => before, refetchInterval: isBusy ? 4000 : 20_000 });

export const useRuns = (version: string): UseQueryResult<RunLine[]> => useQuery({ queryKey: [...KEY, "runs", version], queryFn: () => api.get<RunLine[]>(at("runs")), staleTime: 0, placeholderData: (before) => before });

export const usePlan = (kind: Run["kind"]): UseQueryResult<UpgradePlan> => useQuery({ queryKey: [...KEY, "plan", kind], queryFn: () => api.get<UpgradePlan>(query(at("plan"), { kind })), staleTime: 0, gcTime: 0, retry: false });

const refresh = (): Promise<void> => queryClient.invalidateQueries({ queryKey: KEY });

export async function start(kind: Run["kind"], version: string, waits: boolean): Promise<void> {
  await api.post<Run>(at("start"), { kind, version, wait_for_experiments: waits, by: nameNow() });
  await refresh();
}

export async function stop(): Promise<void> {
  await api.post(at("stop"));
  await refresh();
}

export async function removeBundle(): Promise<void> {
  await api.delete(at("bundle"));
  await refresh();
}

const PIECE_TIMEOUT_MS = 30_000;

async function putPiece(id: string, offset: number, piece: Blob): Promise<Upload> {
  const response = await fetch(query(at("uploads", id), { offset }), { method: "PUT", body: piece, credentials: "same-origin", headers: { accept: "application/json" }, signal: AbortSignal.timeout(PIECE_TIMEOUT_MS) });
  const content = (await response.json().catch(() => null)) as (Upload & { error?: string; remediation?: string | null }) | null;
  if (response.ok && content) return content;
  throw new ApiError(response.status, content?.error ?? `${response.status}`, null, content?.remediation ?? null);
}

const line: Line = {
  begin: (name, bytes) => api.post<Upload>(at("uploads"), { name, bytes }),
  look: (id) => api.get<Upload>(at("uploads", id)),
  piece: putPiece,
  pause: (ms) => new Promise((done) => setTimeout(done, ms)),
};

const CHECKED_WITHIN_MS = 180_000;

/** Sends a file and has it checked by the leader. Throws ApiError with cause and remedy for a file that is refused. */
export async function upload(file: File, sending: Sending, onChecking: () => void): Promise<void> {
  const id = await send(file, line, sending);
  onChecking();
  await result<Bundle>(await api.post<Accepted>(at("uploads", id, "finish")), CHECKED_WITHIN_MS);
  await refresh();
}
