import { lazy, Suspense, useState } from "react";

import type { UnitRow } from "../../api/types";
import { text } from "../../texts";
import { isFamily } from "../automations/families";
import { JOB_OF } from "../dosing/doses";
import { isRunning, jobsOf, jobState } from "../units/model";
import { useStates } from "../units/useUnit";
import { kindOf, useJobKinds } from "./catalogue";
import { JobRow } from "./JobRow";

const StartSheet = lazy(() => import("./StartSheet").then((m) => ({ default: m.StartSheet })));

const AutomationSheet = lazy(() => import("../automations/AutomationSheet").then((m) => ({ default: m.AutomationSheet })));

/** Rows of their own, or none: pumps have the dose panel while they run, lamps their own row. */
const HIDDEN = new Set<string>(["led_intensity"]);
const PUMP_JOBS = new Set<string>([...Object.values(JOB_OF), "circulate_media", "circulate_alt_media"]);

/** One row per job: state, readings, settings that can be changed, start, pause and stop with their outcome. */
export function JobPanel({ row, experiment }: { row: UnitRow; experiment: string }) {
  const t = text.pages.unit;
  useStates();
  const kinds = useJobKinds();
  const [starting, setStarting] = useState<string | null>(null);
  // What runs without a descriptor is shown too: it may drive an output.
  const Sheet = starting !== null && isFamily(starting) ? AutomationSheet : StartSheet;
  const others = jobsOf(row, experiment).filter((job) => !HIDDEN.has(job) && !kinds.some((kind) => kind.name === job) && isRunning(jobState(row, experiment, job)));
  return (
    <section className="card" aria-label={t.control}>
      <header>
        <h2>{t.control}</h2>
        <span className="small muted">{t.hint}</span>
      </header>
      <ul className="jobs">
        {[...kinds, ...others.map(kindOf)].map((job) => (
          <JobRow key={job.name} row={row} experiment={experiment} job={job} isAction={PUMP_JOBS.has(job.name)} onOptions={() => setStarting(job.name)} />
        ))}
      </ul>
      <Suspense fallback={null}>{starting ? <Sheet row={row} experiment={experiment} job={kindOf(starting)} onClose={() => setStarting(null)} /> : null}</Suspense>
    </section>
  );
}
