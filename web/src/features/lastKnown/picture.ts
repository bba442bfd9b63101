import type { Overview, Session } from "../../api/types";
import { labelOf, runningJobs, summaryOf, valueOf } from "../units/model";
import type { LastKnown } from "./store";

/** The shown experiment as it is now; null where there is none. */
export function pictureOf(session: Session, overview: Overview, now: Date): LastKnown | null {
  const experiment = overview.experiment?.experiment;
  if (!experiment) return null;
  return {
    leader: session.leader,
    cluster: session.cluster_name,
    experiment,
    savedAt: now.toISOString(),
    units: overview.units.map((row) => ({
      unit: row.pioreactor_unit,
      label: labelOf(row),
      words: summaryOf(row, experiment).words,
      jobs: runningJobs(row, experiment).length,
      od: valueOf(row, experiment, "od")?.value ?? null,
      growthPerH: valueOf(row, experiment, "growth_rate")?.value ?? null,
      temperatureC: valueOf(row, experiment, "temperature")?.value ?? null,
    })),
  };
}
