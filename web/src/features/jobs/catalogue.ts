import { text } from "../../texts";
import { format } from "../../texts";

/** A setting that a person may change while the job runs. Limits are inclusive. */
export interface Setting {
  key: string;
  label: string;
  unit: string;
  min: number;
  max: number;
  show: (value: number) => string;
}

export interface JobKind {
  name: string;
  /** Jobs that have to run for this one to make sense. */
  needs: readonly string[];
  settings: readonly Setting[];
}

const r = text.pages.job.readings;

/** The jobs this version shows and starts, in the order of the control panel. */
export const JOBS: readonly JobKind[] = [
  { name: "stirring", needs: [], settings: [{ key: "target_rpm", label: r.target, unit: "rpm", min: 0, max: 1500, show: format.rpm }] },
  { name: "od_reading", needs: [], settings: [{ key: "interval", label: r.every, unit: "s", min: 1, max: 3600, show: (v) => String(v) }] },
  { name: "growth_rate_calculating", needs: ["od_reading"], settings: [] },
];

export const JOB_NAMES = JOBS.map((job) => job.name);
/** Order in which several jobs are started together: the stirrer first, what depends on readings last. */
export const START_ORDER = JOB_NAMES;
