import type { UnitRow } from "../../api/types";
import { text } from "../../texts";
import { JOBS } from "./catalogue";
import { JobRow } from "./JobRow";

/** One row per job: state, readings, settings that can be changed, start, pause and stop with their outcome. */
export function JobPanel({ row, experiment }: { row: UnitRow; experiment: string }) {
  const t = text.pages.unit;
  return (
    <section className="card" aria-label={t.control}>
      <header>
        <h2>{t.control}</h2>
        <span className="small muted">{t.hint}</span>
      </header>
      <ul className="jobs">
        {JOBS.map((job) => (
          <JobRow key={job.name} row={row} experiment={experiment} job={job} />
        ))}
      </ul>
    </section>
  );
}
