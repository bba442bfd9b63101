import type { UnitRow } from "../../api/types";
import { text } from "../../texts";
import { Button } from "../../ui/Button";
import { stop } from "../jobs/actions";
import { labelOf, runningJobs } from "./model";
import { useStates } from "./useUnit";

/** Stops every job of one unit; never disabled for whoever may stop. Each job shows its own outcome. */
export function StopUnitButton({ row, experiment, size }: { row: UnitRow; experiment: string; size?: "sm" }) {
  const unit = row.pioreactor_unit;
  useStates();
  const stopEach = (): void => {
    // Dependents first, the stirrer last, as the unit itself would do.
    for (const job of runningJobs(row, experiment).toReversed()) void stop({ unit, experiment, job });
  };
  return (
    <Button kind="danger" icon="stop" needs="operator" aria-label={`${text.actions.stop} ${labelOf(row)}`} onClick={stopEach} {...(size ? { size } : {})}>
      {size ? text.actions.stop : text.pages.unit.stopUnit}
    </Button>
  );
}
