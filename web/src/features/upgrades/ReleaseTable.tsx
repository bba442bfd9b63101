import type { ReleaseRow } from "../../api/types";
import { format, text } from "../../texts";
import { upgrades as t } from "../../texts/upgrades";
import { Chip } from "../../ui/Chip";
import { lastChange } from "./model";

/** Which release each unit uses, as it says itself. */
export function ReleaseTable({ rows }: { rows: readonly ReleaseRow[] }) {
  const c = t.units.columns;
  return (
    <div className="tablebox reltable card" tabIndex={0} role="region" aria-label={t.units.title}>
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
          {rows.map((row) => (
            <Row key={row.unit} row={row} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ row }: { row: ReleaseRow }) {
  const c = t.units.columns;
  const release = row.release;
  const jobs = [...new Set((release?.running ?? []).map((job) => text.actions.jobName(job.job_name)))];
  return (
    <tr data-release-of={row.unit} data-version={release?.version ?? ""}>
      <th scope="row">
        {row.unit} {row.is_leader ? <span className="small muted">{t.units.leader}</span> : null}
      </th>
      {release ? (
        <>
          <td data-name={c.version}>
            <b>{release.version}</b>
          </td>
          <td data-name={c.previous}>{release.previous || format.NONE}</td>
          <td data-name={c.running} title={format.list(jobs)}>
            {jobs.length === 0 ? t.units.nothing : t.units.jobs(jobs.length)}
          </td>
          <td data-name={c.free} className="nowrap">
            {t.size(release.free_bytes)}
          </td>
          <td data-name={c.last} className="wide">
            {lastChange(row, format.duration) ?? format.NONE}
            {release.change?.failure ? <span className="small muted">{release.change.failure}</span> : null}
          </td>
        </>
      ) : (
        <td colSpan={5} className="wide" title={row.error ?? ""}>
          <Chip kind="offline">{t.units.silent}</Chip>
        </td>
      )}
    </tr>
  );
}
