import { Link } from "../../app/Link";
import { clock, useTick } from "../../live";
import { format, text } from "../../texts";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { Outcome, isUnderWay, useAction } from "../jobs/Outcome";
import { unseen, type UnitAlarm } from "./alarmModel";
import { acknowledge, alarmKey } from "./commands";

const t = text.alarms;

/** Above everything: the worst alarm that nobody has acknowledged, and how many more there are. */
export function AlarmBar({ alarms, label }: { alarms: readonly UnitAlarm[]; label: (unit: string) => string }) {
  const open = unseen(alarms);
  const worst = open[0];
  if (!worst) return null;
  return <Bar key={`${worst.unit}/${worst.code}`} alarm={worst} more={open.length - 1} who={label(worst.unit)} />;
}

function Bar({ alarm, more, who }: { alarm: UnitAlarm; more: number; who: string }) {
  useTick();
  const record = useAction(alarmKey(alarm.unit, alarm.code));
  const isBusy = isUnderWay(record);
  const ageS = Math.max(0, clock.nowMs(alarm.unit) - Date.parse(alarm.raised_at)) / 1000;
  return (
    <div className={`alarmbar ${alarm.severity}`} role="region" aria-label={t.barLabel} data-alarm-bar={alarm.code}>
      <Icon name="alarm" />
      <p>
        <span role="alert">
          <b>{t.what(who, alarm.title, alarm.unit)}</b> <span className="did">{alarm.state === "returned" ? t.returnedShort : firstSentence(alarm.text)}</span>
        </span>{" "}
        <span className="nowrap">{t.ago(format.age(ageS))}</span>{" "}
        <Link to="/alarms">{more > 0 ? t.more(more) : t.show}</Link>
      </p>
      <Button size="sm" className="inv" icon={isBusy ? "init" : "check"} spin={isBusy} needs="operator" aria-label={t.acknowledgeOne(t.what(who, alarm.title, alarm.unit))} onClick={() => !isBusy && void acknowledge(alarm)}>
        {t.acknowledge}
      </Button>
      {record?.phase === "refused" || record?.phase === "timed_out" ? <Outcome record={record} /> : null}
    </div>
  );
}

/** The bar has one line; the page has the whole text. */
function firstSentence(words: string): string {
  const end = /[.!?](?=\s)/.exec(words);
  return end ? words.slice(0, end.index + 1) : words;
}
