import { keepPreviousData, useQuery, type UseQueryResult } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { api, path } from "../../api/client";
import { queryClient } from "../../api/queries";
import type { ConfigFault, ConfigPreview, ConfigSaved, ConfigSection, ConfigSync, ConfigVersion } from "../../api/types";

const KEY = ["configuration"] as const;
/** A check follows a pause in typing. */
const PAUSE_MS = 300;

/** A file as it was read: its text, and the version that a change of it replaces. */
export interface ConfigFile {
  text: string;
  version: number;
}

/** `unit` empty: the shared file. */
const fileAt = (unit: string, ...rest: string[]): string => (unit === "" ? path("config", "shared", ...rest) : path("config", "units", unit, "specific", ...rest));

const fetchHistory = (unit: string): Promise<ConfigVersion[]> => api.get<ConfigVersion[]>(fileAt(unit, "history"));

/** The version first: a text that is newer than it is refused when it is saved, an older one would not be. */
async function fetchFile(unit: string): Promise<ConfigFile> {
  const version = unit === "" ? (await api.get<ConfigSync>(path("config", "sync"))).version : ((await fetchHistory(unit))[0]?.version ?? 0);
  return { version, text: await api.text(fileAt(unit)) };
}

export const useFile = (unit: string): UseQueryResult<ConfigFile> => useQuery({ queryKey: [...KEY, "file", unit], queryFn: () => fetchFile(unit), staleTime: 0, retry: false });
export const useOptions = (): UseQueryResult<ConfigSection[]> => useQuery({ queryKey: [...KEY, "options"], queryFn: () => api.get<ConfigSection[]>(path("config", "options")), staleTime: 300_000 });
export const useHistory = (unit: string): UseQueryResult<ConfigVersion[]> => useQuery({ queryKey: [...KEY, "history", unit], queryFn: () => fetchHistory(unit), staleTime: 0 });
/** Copies of the shared file that somebody had edited on a unit, and that were replaced. */
export const useEditedCopies = (unit: string): UseQueryResult<ConfigVersion[]> =>
  useQuery({ queryKey: [...KEY, "edited", unit], queryFn: () => api.get<ConfigVersion[]>(path("config", "units", unit, "edited", "history")), enabled: unit !== "", staleTime: 0 });
export const useSync = (): UseQueryResult<ConfigSync> => useQuery({ queryKey: [...KEY, "sync"], queryFn: () => api.get<ConfigSync>(path("config", "sync")), staleTime: 0, refetchInterval: 20_000 });

const body = (unit: string, code: string): { code: string; unit: string | null } => ({ code, unit: unit === "" ? null : unit });

/** What the leader finds wrong with a text, a moment after the last key. */
export function useFaults(unit: string, code: string, isAsked: boolean): readonly ConfigFault[] {
  const settled = useSettled(code);
  const found = useQuery({
    queryKey: [...KEY, "faults", unit, settled],
    queryFn: async () => (await api.post<{ faults: ConfigFault[] }>(path("config", "check"), body(unit, settled))).faults,
    enabled: isAsked,
    staleTime: 60_000,
    gcTime: 60_000,
    placeholderData: keepPreviousData,
  });
  return isAsked ? (found.data ?? []) : [];
}

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

/** What saving would change, asked of the units now. */
export const usePreview = (unit: string, code: string, version: number): UseQueryResult<ConfigPreview> =>
  useQuery({ queryKey: [...KEY, "preview", unit, version, code], queryFn: () => api.post<ConfigPreview>(path("config", "preview"), body(unit, code)), staleTime: 0, gcTime: 0, retry: false });

const refresh = (): Promise<void> => queryClient.invalidateQueries({ predicate: ({ queryKey: [first] }) => first === KEY[0] || first === "config" });

/** Which units have the new file; a unit's own file it has itself when this is answered. */
export async function save(unit: string, code: string, replaces: number): Promise<{ unit: string; isAway: boolean }[]> {
  try {
    const told = await api.patch<ConfigSaved>(fileAt(unit), { code, replaces });
    return unit === "" ? Object.keys(told.units).map((name) => ({ unit: name, isAway: told.will_catch_up.includes(name) })) : [{ unit, isAway: false }];
  } finally {
    void refresh();
  }
}
