import { duration, fixed } from "./format";

/** Words of staged lists, whoever goes through the stages. */
export const errands = {
  outcome: { asked: "Starting", running: "Under way", succeeded: "Done", failed: "Failed", stopped: "Stopped", interrupted: "Interrupted" },
  stageState: { waiting: "not yet", running: "under way", done: "done", failed: "failed", undone: "put back", skipped: "not done" },
  took: (seconds: number) => duration(seconds),
  ofLimit: (seconds: number, limit: number) => `${fixed(seconds, 0)} s of ${fixed(limit, 0)} s`,
  soFar: (seconds: number) => duration(seconds),
  limit: (seconds: number) => `limit ${fixed(seconds, 0)} s`,
  putBack: "put back",
  whatToDo: "What to do.",
  log: "What Ansible said",
  details: "Technical details",
  copy: "Copy",
  copied: "Copied",
} as const;
