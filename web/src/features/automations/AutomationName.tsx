import type { UnitRow } from "../../api/types";
import { format } from "../../texts";
import { Chip } from "../../ui/Chip";
import { isRunning, jobState } from "../units/model";
import { useStates } from "../units/useUnit";
import { useAutomationNow } from "./AutomationReadings";

/** The automation of a family that runs on a unit, as a chip; a dash where none does. */
export function AutomationName({ row, experiment, job }: { row: UnitRow; experiment: string; job: string }) {
  useStates();
  const { shown } = useAutomationNow(row, experiment, job);
  const state = jobState(row, experiment, job);
  if (!isRunning(state)) return <span className="muted">{format.NONE}</span>;
  return <Chip kind={state === "ready" ? "ready" : state === "sleeping" ? "sleeping" : "init"}>{shown ?? format.NONE}</Chip>;
}
