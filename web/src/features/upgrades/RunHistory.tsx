import { clock } from "../../live";
import { format } from "../../texts";
import { upgrades as t } from "../../texts/upgrades";
import { Chip } from "../../ui/Chip";
import { useRuns } from "./commands";
import { outcomeChip } from "./model";
import { runTitle } from "./RunCard";

/** Upgrades and rollbacks so far, the newest first. `version` changes when there is a new one. */
export function RunHistory({ version }: { version: string }) {
  const runs = useRuns(version);
  const c = t.history.columns;
  if (!runs.data || runs.data.length === 0) return <p className="muted">{runs.data ? t.history.none : ""}</p>;
  return (
    <div className="tablebox reltable card" tabIndex={0} role="region" aria-label={t.history.title} data-runs={runs.data.length}>
      <table className="data">
        <thead>
          <tr>
            {Object.values(c).map((word) => (
              <th key={word} scope="col">
                {word}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {runs.data.map((run) => (
            <tr key={run.run_id}>
              <th scope="row" className="nowrap" title={format.exact(Date.parse(run.asked_at))}>
                {format.moment(Date.parse(run.asked_at), clock.nowMs())}
              </th>
              <td data-name={c.what}>{runTitle(run)}</td>
              <td data-name={c.outcome} title={run.message}>
                <Chip kind={outcomeChip(run.outcome)}>{t.run.outcome[run.outcome]}</Chip>
              </td>
              <td data-name={c.units} title={format.list(run.changed)}>
                {t.history.changed(run.changed.length, run.changed.length + run.others.length)}
              </td>
              <td data-name={c.took} className="nowrap">
                {format.duration(run.took_s)}
              </td>
              <td data-name={c.who}>{run.asked_by || format.NONE}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
