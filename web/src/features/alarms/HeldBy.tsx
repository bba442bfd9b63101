import { Link } from "../../app/Link";
import { text } from "../../texts";
import { Icon } from "../../ui/Icon";
import { alarmsOf, useAlarms } from "./useAlarms";

/** Why dosing is paused, where an open alarm about the volume or a dose holds it. */
export function HeldBy({ unit }: { unit: string }) {
  const alarm = alarmsOf(useAlarms(), unit).find((one) => /^(volume|dose)\./.test(one.code));
  if (!alarm) return null;
  return (
    <div className="decision" data-held-by={alarm.code}>
      <Icon name="pause" small />
      <span>
        {text.alarms.holds(alarm.title)} <Link to="/alarms">{text.alarms.whatToDo}</Link>
      </span>
    </div>
  );
}
