import { useQuery, type UseQueryResult } from "@tanstack/react-query";

import { ApiError, api, path } from "../../api/client";
import { queryClient } from "../../api/queries";
import { result } from "../../api/tasks";
import type { Accepted, BackupRun, Backups, RestoreChecked } from "../../api/types";
import { leader as t } from "../../texts/leader";
import { isUnderWay } from "../errands/stages";

const KEY = ["backups"] as const;
/** Reading back years of readings on a card. */
const CHECKED_WITHIN_MS = 3_600_000;

/** All backups with the present or last run; every second while one is under way, whoever has asked for it. */
export const useBackups = (): UseQueryResult<Backups> =>
  useQuery({
    queryKey: KEY,
    queryFn: () => api.get<Backups>(path("backups")),
    staleTime: 0,
    refetchIntervalInBackground: false,
    refetchInterval: (q) => (isUnderWay(q.state.data?.run) ? 1000 : 15_000),
  });

const refresh = <T>(done: T): Promise<T> => queryClient.invalidateQueries({ queryKey: KEY }).then(() => done);

export const makeBackup = (): Promise<BackupRun> => api.post<BackupRun>(path("backups")).then(refresh);
export const copyBackup = (): Promise<BackupRun> => api.post<BackupRun>(path("backups", "copy"), {}).then(refresh);

/** Has a backup read back and compared. Throws ApiError with cause and remedy for one that is damaged or too new. */
export async function checkRestore(name: string, place: string): Promise<RestoreChecked> {
  const checked = await result<RestoreChecked>(await api.post<Accepted>(path("backups", name, "check"), { place }), CHECKED_WITHIN_MS);
  if (!checked) throw new ApiError(202, t.check.busy.cause, null, t.check.busy.remedy);
  return refresh(checked);
}
