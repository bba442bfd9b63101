import { useQuery, type UseQueryResult } from "@tanstack/react-query";

import { api } from "../../api/client";
import { queryClient } from "../../api/queries";
import { TaskTimeout } from "../../api/tasks";
import type { Accepted, LeaderJob, WebServer } from "../../api/types";
import { leader } from "../../texts/leader";
import { act, type ActionRecord } from "../jobs/actionStore";

const t = leader.services;
const KEY = ["leader", "services"] as const;
const EVERY_MS = 15_000;
/** It ends a second after its answer and finishes what it does; systemd starts it again. */
const AWAY_MS = 3000;
const BACK_WITHIN_MS = 60_000;
const POLL_MS = 500;

/** Where the outcome of a restart is shown. */
export const WEB_SERVER = "leader/web-server";

/** The leader answers for its own computer on the same address. */
export const useLeaderJobs = (): UseQueryResult<LeaderJob[]> => useQuery({ queryKey: [...KEY, "jobs"], queryFn: () => api.get<LeaderJob[]>("/unit_api/long_running_jobs/running"), staleTime: 0, refetchInterval: EVERY_MS });
export const useWebServer = (): UseQueryResult<WebServer> => useQuery({ queryKey: [...KEY, "web"], queryFn: () => api.get<WebServer>("/unit_api/system/web_server/status"), staleTime: 0, refetchInterval: EVERY_MS });

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** Throws TaskTimeout when nobody answers in time. */
async function untilBack(): Promise<void> {
  const end = performance.now() + BACK_WITHIN_MS;
  await pause(AWAY_MS);
  while (performance.now() < end) {
    if (await api.get("/unit_api/health").then(() => true, () => false)) return;
    await pause(POLL_MS);
  }
  throw new TaskTimeout();
}

/** Restarts the leader's web server; done once it answers again. */
export const restartWebServer = (): Promise<ActionRecord> =>
  act({
    key: WEB_SERVER,
    verb: t.restart,
    what: t.restarted,
    outcome: t.backAfter,
    limitMs: BACK_WITHIN_MS,
    send: async () => {
      await api.post<Accepted>("/unit_api/system/web_server/restart");
      await untilBack();
      void queryClient.invalidateQueries({ queryKey: KEY });
      return { kind: "done" };
    },
    topics: [],
    judge: () => ({ kind: "pending" }),
  });
