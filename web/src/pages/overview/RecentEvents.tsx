import type { LogRow, UnitRow } from "../../api/types";
import { Link } from "../../app/Link";
import { fold, joinNotes, merge, rankOf, useLiveLogs } from "../../features/events/liveLogs";
import { LogList } from "../../features/events/LogList";
import { labelOf } from "../../features/units/model";
import { text } from "../../texts";

interface Props {
  logs: readonly LogRow[];
  units: readonly UnitRow[];
  experiment: string;
  /** Only this unit; null: all. */
  unit: string | null;
}

const SHOWN = 50;

/** The last events, live. */
export function RecentEvents({ logs, units, experiment, unit }: Props) {
  const live = useLiveLogs();
  const t = text.pages.overview;
  const here = new Set(units.map((row) => row.pioreactor_unit));
  const found = merge(
    live.filter((row) => row.experiment === experiment || (row.experiment === "$experiment" && here.has(row.pioreactor_unit))),
    logs,
  )
    .filter((row) => rankOf(row.level) >= 1 && !text.actions.automations.isRoutine(row.message) && (unit === null || row.pioreactor_unit === unit));
  const rows = fold(joinNotes(found)).slice(0, SHOWN);
  const label = (name: string): string => {
    const row = units.find((one) => one.pioreactor_unit === name);
    return row ? labelOf(row) : text.pages.events.unitOf(name);
  };
  const title = unit === null ? t.events : text.pages.unit.events;
  return (
    <section className="card" aria-label={title}>
      <header>
        <h2>{title}</h2>
        <Link className="small" to="/events">
          {t.allEvents}
        </Link>
      </header>
      {rows.length === 0 ? (
        <p className="body small muted">{t.noEvents}</p>
      ) : (
        <div className="log scroll" tabIndex={0} role="group" aria-label={title} style={{ padding: 0 }}>
          <LogList rows={rows} labelOf={label} isOneUnit={unit !== null} />
        </div>
      )}
    </section>
  );
}
