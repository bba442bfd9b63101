import { useQueries } from "@tanstack/react-query";

import { overviewOptions } from "../../api/queries";
import type { Experiment, Overview, UnitRow } from "../../api/types";

/** A unit with the experiment that it works for. */
export interface Place {
  row: UnitRow;
  experiment: Experiment;
}

/** Experiments of the cluster that have units, beside the one that is shown. */
export const otherExperiments = (overview: Overview): Experiment[] => overview.experiments.filter((one) => one.worker_count > 0 && one.experiment !== overview.experiment?.experiment);

/** The units of the shown experiment; with `isWhole` those of every experiment of the cluster, the shown one first. */
export function usePlaces(overview: Overview, isWhole: boolean): Place[] {
  const others = isWhole ? otherExperiments(overview) : [];
  const replies = useQueries({ queries: others.map((one) => overviewOptions(one.experiment)) });
  return [overview, ...replies.flatMap((reply) => reply.data ?? [])].flatMap(({ experiment, units }) => (experiment ? units.map((row) => ({ row, experiment })) : []));
}
