import type { Alarm } from "../../api/types";

/** An open alarm and the unit that raised it. */
export interface UnitAlarm extends Alarm {
  unit: string;
}

export const idOf = (alarm: Pick<UnitAlarm, "unit" | "code">): string => `${alarm.unit}/${alarm.code}`;

const STATES = { new: 0, returned: 1, acknowledged: 2, ended: 3 } as const;

/** Worst first: alarms before warnings, unseen before seen, newest first. */
export function sorted(alarms: readonly UnitAlarm[]): UnitAlarm[] {
  return alarms.toSorted(
    (a, b) =>
      Number(isSeen(a)) - Number(isSeen(b)) || Number(a.severity !== "alarm") - Number(b.severity !== "alarm") || STATES[a.state] - STATES[b.state] || Date.parse(b.raised_at) - Date.parse(a.raised_at) || idOf(a).localeCompare(idOf(b)),
  );
}

export const isSeen = (alarm: Alarm): boolean => alarm.state === "acknowledged";

/** Alarms that nobody has acknowledged, worst first: what the bar is about. */
export const unseen = (alarms: readonly UnitAlarm[]): UnitAlarm[] => sorted(alarms.filter((alarm) => !isSeen(alarm)));

/**
 * Live and asked-for alarms as one list. Where the live link has spoken about a unit it is right, also in what it
 * does not name; `asked` fills in units that the link has not been heard about.
 */
export function merged(live: ReadonlyMap<string, readonly UnitAlarm[]>, asked: Record<string, readonly Alarm[]>): UnitAlarm[] {
  const found = [...live.values()].flat();
  for (const [unit, alarms] of Object.entries(asked)) if (!live.has(unit)) found.push(...alarms.map((alarm) => ({ ...alarm, unit })));
  return sorted(found.filter((alarm) => alarm.state !== "ended"));
}

/** Steps of a remedy: a line each, without numbers that the list gives them anyway. */
export const stepsOf = (remedy: string): string[] =>
  remedy
    .split("\n")
    .map((line) => line.replace(/^\s*\d+[.)]\s*/, "").trim())
    .filter(Boolean);

/** A fact that the alarm carries beside its words. */
export interface Fact {
  name: string;
  value: string;
  unit: string;
}

const UNITS: readonly (readonly [RegExp, string])[] = [
  [/_ml$/, "mL"],
  [/_c$|_celsius$/, "°C"],
  [/_percent$|_duty_cycle$/, "%"],
  [/_rpm$/, "rpm"],
  [/_s$|_seconds$/, "s"],
  [/_w$/, "W"],
];

/** At most four measured facts of an alarm's data: numbers whose name ends with their unit. */
export function factsOf(data: Record<string, unknown> | null, most = 4): Fact[] {
  return Object.entries(data ?? {})
    .flatMap(([key, value]): Fact[] => {
      const known = UNITS.find(([ending]) => ending.test(key));
      if (!known || typeof value !== "number" || !Number.isFinite(value)) return [];
      const name = (key.replace(known[0], "") || key).replaceAll("_", " ");
      return [{ name: name.charAt(0).toUpperCase() + name.slice(1), value: short(value), unit: known[1] }];
    })
    .slice(0, most);
}

const short = (value: number): string => String(Number(value.toFixed(Math.abs(value) < 10 ? 2 : 1))).replace("-", "−");

/** Why an interlock would not let go, where it has said so. */
export function resetRefusal(alarm: Alarm): string | null {
  const why = (alarm.data as Record<string, unknown> | null)?.reset_refused;
  return typeof why === "string" && why !== "" && !alarm.reset_requested ? why : null;
}
