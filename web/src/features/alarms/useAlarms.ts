import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useSyncExternalStore } from "react";

import { queryClient } from "../../api/queries";
import { api, path } from "../../api/client";
import type { Alarm, AlarmsOfUnits, UnitRow } from "../../api/types";
import { json, onLinkReturn, split, store, topics, useLink } from "../../live";
import { merged, type UnitAlarm } from "./alarmModel";

/** Open alarms per unit as the live link has told them; a unit of which all have ended stays with an empty list. */
let live: ReadonlyMap<string, readonly UnitAlarm[]> = new Map();
const listeners = new Set<() => void>();

function change(next: ReadonlyMap<string, readonly UnitAlarm[]>): void {
  live = next;
  for (const run of listeners) run();
}
const listen = (run: () => void): (() => void) => {
  listeners.add(run);
  return () => listeners.delete(run);
};

store.onMessage((topic, entry) => {
  const parts = split(topic);
  if (parts?.experiment !== topics.UNIVERSAL || parts.levels[0] !== "alarms") return;
  const code = parts.levels.slice(1).join("/");
  const alarm = json<Alarm>(entry.payload);
  const others = (live.get(parts.unit) ?? []).filter((one) => one.code !== code);
  change(new Map([...live, [parts.unit, alarm ? [...others, { ...alarm, unit: parts.unit }] : others]]));
});

// What ended while the link was down is not retained any more: everything is heard anew, and asked for once.
onLinkReturn(() => {
  change(new Map());
  void queryClient.invalidateQueries({ queryKey: ["alarms"] });
});

const fetchAlarms = (): Promise<AlarmsOfUnits> => api.get(path("alarms"));
const NO_UNITS: readonly UnitRow[] = [];
const ASK_MS = 60_000;

/** Asks for the open alarms again and again, more often without the live link; once per page. */
export function useAlarmPolling(): void {
  const isUp = useLink().phase === "live";
  useQuery({ queryKey: ["alarms"], queryFn: fetchAlarms, refetchInterval: isUp ? ASK_MS : ASK_MS / 6, retry: false });
  useEffect(() => {
    if (!isUp) void queryClient.invalidateQueries({ queryKey: ["alarms"] });
  }, [isUp]);
}

const useAsked = (): AlarmsOfUnits | undefined => useQuery({ queryKey: ["alarms"], queryFn: fetchAlarms, enabled: false }).data;

/** Every open alarm of the cluster, worst first: live, and by asking where the link has told nothing. */
export function useAlarms(units: readonly UnitRow[] = NO_UNITS): UnitAlarm[] {
  const heard = useSyncExternalStore(listen, () => live);
  const told = useAsked()?.alarms;
  return useMemo(() => {
    const first = Object.fromEntries(units.flatMap((row) => (row.alarms ? [[row.pioreactor_unit, row.alarms]] : [])));
    return merged(heard, { ...first, ...told });
  }, [heard, told, units]);
}

/** Units that did not say whether they have alarms when they were asked. */
export const useSilentUnits = (): string[] => Object.keys(useAsked()?.errors ?? {});

/** Open alarms of one unit. */
export const alarmsOf = (alarms: readonly UnitAlarm[], unit: string): UnitAlarm[] => alarms.filter((alarm) => alarm.unit === unit);

/** Forgets what was asked for, so that an acknowledgement is seen at once also without the live link. */
export const refreshAlarms = (): Promise<void> => queryClient.invalidateQueries({ queryKey: ["alarms"] });
