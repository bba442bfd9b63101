import { Link } from "../../app/Link";
import { text } from "../../texts";
import { Icon, type IconName } from "../../ui/Icon";
import type { UnitAlarm } from "../alarms/alarmModel";
import { useStates } from "../units/useUnit";
import { needsOf, type Need } from "./needs";
import type { Place } from "./usePlaces";

const t = text.plate.needs;
const MOST = 6;
const ICONS: Record<Need["look"], IconName> = { alarm: "alarm", warn: "alarm", stale: "off" };

/** What wants a person on this plate, worst first. */
export function NeedsYou({ places, alarms }: { places: readonly Place[]; alarms: readonly UnitAlarm[] }) {
  useStates();
  const needs = needsOf(places, alarms);
  return (
    <section className="card needsyou" aria-labelledby="needs-you" data-needs={needs.length}>
      <header>
        <h2 id="needs-you">{t.title}</h2>
        {needs.length > 0 ? <span className="muted small">{needs.length}</span> : null}
      </header>
      {needs.length === 0 ? <p className="body t2">{t.none}</p> : null}
      {needs.length > 0 ? (
        <ul>
          {needs.slice(0, MOST).map((need) => (
            <li key={need.key} className={need.look}>
              <Icon name={ICONS[need.look]} />
              <div>
                <b>{need.title}</b>
                <span className="d">{need.detail}</span>
              </div>
              <Link to={need.to} params={{ experiment: need.experiment }} aria-label={t.openOf(need.title)}>
                {need.button}
              </Link>
            </li>
          ))}
        </ul>
      ) : null}
      {needs.length > MOST ? (
        <p className="body">
          <Link to="/alarms">{t.more(needs.length - MOST)}</Link>
        </p>
      ) : null}
    </section>
  );
}
