export interface Experiment {
  experiment: string;
  created_at: string;
  description: string | null;
  delta_hours: number;
  worker_count: number;
  tags: string[];
}

export interface Session {
  version: string;
  leader: string;
  cluster_name: string;
  clock: { utc_s: number; speed: number };
  mqtt: { url: string; username: string; password: string };
  simulated: boolean;
}

export interface Reading {
  value: number;
  measured_at: string;
  channel?: string | null;
  angle?: string | null;
  low?: number | null;
  high?: number | null;
}

export type Latest = Partial<Record<"od" | "normalized_od" | "growth_rate" | "rpm", Reading | null>>;

export interface JobNow {
  state: string;
  settings: Record<string, string | null>;
}

export interface UnitRow {
  pioreactor_unit: string;
  label: string | null;
  is_active: boolean;
  model_name: string | null;
  model_version: string | null;
  color_slot: number;
  /** Null when the unit did not answer. */
  jobs: Record<string, JobNow> | null;
  latest: Latest;
}

export interface LogRow {
  timestamp: string;
  level: string;
  pioreactor_unit: string;
  message: string;
  task: string;
  experiment: string;
}

export interface Overview {
  experiment: Experiment | null;
  experiments: Experiment[];
  units: UnitRow[];
  logs: LogRow[];
}

export interface Assignment {
  pioreactor_unit: string;
  experiment: string | null;
  is_active: boolean | number;
}

/** One series in columns; `t` in unix milliseconds. */
export interface SeriesColumns {
  name: string;
  unit: string;
  channel: string | null;
  t: number[];
  y: (number | null)[];
  y_min: number[] | null;
  y_max: number[] | null;
}

export interface SeriesReply {
  series: SeriesColumns[];
  resolution_s: number;
}

export interface StopOutcome {
  job_id: number;
  job_name: string;
  pid: number;
  outcome: string;
  took_s: number;
}

export interface Accepted {
  task_id?: string;
  result_url_path?: string;
  status: string;
}

export type UnitAnswer<T> =
  | { ok: true; unit: string; value: T }
  | { ok: false; unit: string; error: { kind: string; message: string; cause: string | null; remediation: string | null } };
