import { isLinkUp } from "../../live";
import { text } from "../../texts";
import { isSeen, type UnitAlarm } from "../alarms/alarmModel";
import { labelOf, summaryOf, type Summary } from "../units/model";
import type { Place } from "./usePlaces";

/** A thing that wants a person, in one line. */
export interface Need {
  key: string;
  look: "alarm" | "warn" | "stale";
  title: string;
  detail: string;
  /** Where it can be looked at. */
  to: string;
  experiment: string;
  button: string;
}

const t = text.plate.needs;
const unitPage = (place: Place): string => `/units/${encodeURIComponent(place.row.pioreactor_unit)}`;

/** What wants a person, worst first: loud alarms, failed jobs, acknowledged alarms and warnings, then who is silent or late. */
export function needsOf(places: readonly Place[], alarms: readonly UnitAlarm[]): Need[] {
  const states = places.map((place): [Place, Summary] => [place, summaryOf(place.row, place.experiment.experiment)]);
  const ofAlarms = alarms.flatMap((alarm): Need[] => {
    const place = places.find(({ row }) => row.pioreactor_unit === alarm.unit);
    if (!place) return [];
    const isLoud = alarm.severity === "alarm" && !isSeen(alarm);
    const title = text.alarms.headline(labelOf(place.row), alarm.title, alarm.unit);
    return [{ key: `${alarm.unit}/${alarm.code}`, look: isLoud ? "alarm" : "warn", title, detail: isSeen(alarm) && alarm.acknowledged_by ? t.seen(alarm.acknowledged_by) : alarm.text, to: "/alarms", experiment: place.experiment.experiment, button: t.open }];
  });
  const failed = states.flatMap(([place, summary]): Need[] =>
    summary.kind === "alarm" ? [{ key: `failed/${place.row.pioreactor_unit}`, look: "alarm", title: t.problem(labelOf(place.row), summary.words), detail: t.problemMore, to: unitPage(place), experiment: place.experiment.experiment, button: t.check }] : [],
  );
  const offline = states.filter(([, summary]) => summary.isOffline).map(([place]) => place);
  // Without a link nothing is known about any unit; the banner of the page says so.
  const stale = isLinkUp() ? states.filter(([, summary]) => summary.kind === "stale").map(([place]) => place) : [];
  return [
    ...ofAlarms.filter((need) => need.look === "alarm"),
    ...failed,
    ...ofAlarms.filter((need) => need.look === "warn"),
    ...together("offline", offline, t.offline, t.offlineMore),
    ...together("stale", stale, t.stale, t.staleMore),
  ];
}

/** Units with the same trouble are one line: it is often the same cause. */
function together(key: string, places: readonly Place[], title: (labels: readonly string[]) => string, detail: (n: number) => string): Need[] {
  const first = places[0];
  if (!first) return [];
  return [{ key, look: "stale", title: title(places.map(({ row }) => labelOf(row))), detail: detail(places.length), to: places.length === 1 ? unitPage(first) : "/units", experiment: first.experiment.experiment, button: t.check }];
}
