import { api, path } from "../../api/client";
import { json, store, topics } from "../../live";
import { text } from "../../texts";
import { act, type ActionRecord, type Verdict } from "../jobs/actionStore";
import type { Alarm } from "../../api/types";
import type { UnitAlarm } from "./alarmModel";
import { nameNow } from "./person";
import { refreshAlarms } from "./useAlarms";

const LIMIT_MS = 10_000;
export const alarmKey = (unit: string, code: string): string => `alarm/${unit}/${code}`;

/** Says that somebody has seen the alarm. Goes over HTTP; the live link only confirms earlier. */
export const acknowledge = (alarm: UnitAlarm): Promise<ActionRecord> =>
  tell(alarm, "acknowledge", text.alarms.acknowledge, text.alarms.acknowledged, (now) => now === null || now.state === "acknowledged");

/** Asks the interlock behind the alarm to let go; done when it has. It decides itself whether that is safe. */
export const reset = (alarm: UnitAlarm): Promise<ActionRecord> => tell(alarm, "reset", text.alarms.reset, text.alarms.resetDone, (now) => now === null);

function tell(alarm: UnitAlarm, what: "acknowledge" | "reset", verb: string, done: string, isDone: (now: Alarm | null) => boolean): Promise<ActionRecord> {
  const { unit, code } = alarm;
  const watched = topics.alarmTopic(unit, code);
  const judge = (now: Alarm | null): Verdict => {
    if (isDone(now)) return { kind: "done" };
    const why = what === "reset" && now && !now.reset_requested ? (now.data as Record<string, unknown> | null)?.reset_refused : null;
    return typeof why === "string" ? { kind: "refused", cause: text.alarms.resetRefused, remedy: why } : { kind: "pending" };
  };
  return act({
    key: alarmKey(unit, code),
    verb,
    what: done,
    limitMs: LIMIT_MS,
    send: async () => {
      const answer = await api.post<{ alarm: Alarm | null }>(path("units", unit, "alarms", code, what), { by: nameNow() });
      await refreshAlarms();
      // An old refusal still stands in the answer to a new request.
      return isDone(answer.alarm) ? { kind: "done" } : { kind: "pending" };
    },
    topics: [watched],
    judge: (_, payload) => judge(json<Alarm>(payload)),
    recheck: async () => {
      await refreshAlarms();
      return isDone(json<Alarm>(store.get(watched)?.payload));
    },
  });
}
