import { Link } from "../../app/Link";
import { text } from "../../texts";
import { Banner } from "../../ui/Banner";
import { idOf, isSeen, type UnitAlarm } from "./alarmModel";

/** Open alarms of the unit whose page this is, above what it does. */
export function UnitAlarms({ alarms, label }: { alarms: readonly UnitAlarm[]; label: string }) {
  if (alarms.length === 0) return null;
  return (
    <div className="stack unitalarms">
      {alarms.map((alarm) => (
        <div key={idOf(alarm)} data-unit-alarm={alarm.code}>
          <Banner kind={alarm.severity === "alarm" && !isSeen(alarm) ? "alarm" : "warn"} icon="alarm" cause={text.alarms.headline(label, alarm.title, alarm.unit)}>
            {alarm.text} <Link to="/alarms">{text.alarms.whatToDo}</Link>
          </Banner>
        </div>
      ))}
    </div>
  );
}
