import { useQuery, type UseQueryResult } from "@tanstack/react-query";

import { ApiError, api, path } from "../../api/client";
import { queryClient } from "../../api/queries";
import { result } from "../../api/tasks";
import type { Accepted, OpenSession, SessionNow, UnitAnswer } from "../../api/types";
import { calibrating as t } from "../../texts/calibrating";
import { act, type ActionRecord } from "../jobs/actionStore";
import { EVERYBODY, refreshCalibrations } from "./commands";

/** Longer than the leader waits for the hardware. */
const WORK_LIMIT_MS = 360_000;
const LIMIT_MS = 30_000;
const KEY = ["calibration-sessions"] as const;

const keyOf = (unit: string, id: string) => [...KEY, unit, id] as const;
const sessions = (unit: string, ...rest: string[]): string => path("workers", unit, "calibrations", "sessions", ...rest);

export const sessionPath = (unit: string, id: string): string => `/calibrations/sessions/${encodeURIComponent(unit)}/${encodeURIComponent(id)}`;

export interface Unfinished extends OpenSession {
  unit: string;
}

/** Sessions that wait for their next answer, of every unit that answers. */
export const useOpenSessions = (): UseQueryResult<Unfinished[]> =>
  useQuery({
    queryKey: [...KEY, "open"],
    queryFn: async () => {
      const answers = (await result<Record<string, UnitAnswer>>(await api.get<Accepted>(sessions(EVERYBODY)), LIMIT_MS)) ?? {};
      return Object.entries(answers).flatMap(([unit, answer]) => (answer.ok ? (answer.value as OpenSession[]).map((one) => ({ ...one, unit })) : []));
    },
    staleTime: 0,
    refetchInterval: 20_000,
    retry: false,
  });

/** Where a session stands; every second while the hardware works, whoever has asked it to. */
export const useSession = (unit: string, id: string, isBusy: boolean): UseQueryResult<SessionNow> =>
  useQuery({
    queryKey: keyOf(unit, id),
    queryFn: () => api.get<SessionNow>(sessions(unit, id)),
    staleTime: 0,
    retry: (count, error) => !(error instanceof ApiError && error.status < 500) && count < 3,
    refetchInterval: (q) => (isBusy || q.state.data?.work ? 1000 : q.state.data?.session.status === "in_progress" ? 8000 : false),
  });

const take = (unit: string, now: SessionNow): SessionNow => {
  queryClient.setQueryData(keyOf(unit, now.session.session_id), now);
  void queryClient.invalidateQueries({ queryKey: [...KEY, "open"] });
  if (now.session.status === "complete") void refreshCalibrations();
  return now;
};

export const begin = async (unit: string, device: string, protocol: string): Promise<SessionNow> =>
  take(unit, await api.post<SessionNow>(sessions(unit), { target_device: device, protocol_name: protocol }, LIMIT_MS));

/** Answers the present step; comes back when the hardware is done. What comes of it is not in use until somebody says so. */
export const answer = async (unit: string, id: string, inputs: Readonly<Record<string, unknown>>): Promise<SessionNow> =>
  take(unit, await api.post<SessionNow>(sessions(unit, id, "inputs"), { inputs, set_as_active: false }, WORK_LIMIT_MS));

/** Stops what the session has running; its step can be tried again. */
export const stopWork = async (unit: string, id: string): Promise<SessionNow> => take(unit, await api.post<SessionNow>(sessions(unit, id, "stop"), {}, LIMIT_MS));

export const abort = async (unit: string, id: string): Promise<SessionNow> => take(unit, await api.post<SessionNow>(sessions(unit, id, "abort"), {}, LIMIT_MS));

/** Where outcomes of the list are shown: they outlive the row they were asked in. */
export const OPEN = "calibration-sessions";

export const abortOpen = (row: Unfinished): Promise<ActionRecord> =>
  act({
    key: OPEN,
    verb: t.abort.verb,
    what: t.open.aborted(row.unit, row.target_device),
    outcome: (what) => what,
    limitMs: LIMIT_MS,
    send: async () => {
      await abort(row.unit, row.session_id);
      await queryClient.invalidateQueries({ queryKey: [...KEY, "open"] });
      return { kind: "done" };
    },
    topics: [],
    judge: () => ({ kind: "pending" }),
  });
