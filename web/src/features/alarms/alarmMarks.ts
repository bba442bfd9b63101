import { useMemo } from "react";

import { text } from "../../texts";
import type { Mark } from "../events/marks";
import { useAlarms } from "./useAlarms";

/** Open alarms at the moment at which they were raised. */
export function useAlarmMarks(unit: string | null, units: readonly { unit: string; label: string }[]): readonly Mark[] {
  const alarms = useAlarms();
  return useMemo(() => {
    const labels = new Map(units.map((one) => [one.unit, one.label]));
    return alarms
      .filter((alarm) => labels.has(alarm.unit) && (unit === null || alarm.unit === unit))
      .map((alarm): Mark => ({ t: Date.parse(alarm.raised_at) / 1000, kind: "alarm", words: text.alarms.what(labels.get(alarm.unit) ?? alarm.unit, alarm.title, alarm.unit) }));
  }, [alarms, unit, units]);
}
