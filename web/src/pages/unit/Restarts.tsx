import type { UnitRow } from "../../api/types";
import { format, text } from "../../texts";

const t = text.pages.unit.restarts;

/** What the unit starts again by itself after a crash or a power cut; nothing is said where nothing runs. */
export function Restarts({ row }: { row: UnitRow }) {
  const wanted = (row.restart ?? []).filter((job) => job.is_running);
  const kept = wanted.filter((job) => job.restarts).map((job) => text.actions.jobName(job.job_name));
  const crashed = wanted.filter((job) => job.crashes > 0);
  const lost = (row.restart ?? []).filter((job) => !job.is_running).map((job) => text.actions.jobName(job.job_name));
  return (
    <>
      {kept.length > 0 ? <span title={t.tip}>{wanted.length === kept.length ? t.all : t.some(format.list(kept))}</span> : null}
      {crashed.map((job) => (
        <span key={job.job_name} className="warnword">
          {t.crashed(text.actions.jobName(job.job_name), job.crashes)}
        </span>
      ))}
      {lost.length > 0 ? <span className="warnword">{t.missing(format.list(lost))}</span> : null}
    </>
  );
}
