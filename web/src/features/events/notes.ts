import { api, path } from "../../api/client";
import { clock } from "../../live";
import { EVERY_UNIT, NOTE } from "./liveLogs";

/** Writes a note into the log of a unit, or of every unit of the experiment. Resolves once the broker has it. */
export const recordNote = (experiment: string, unit: string, message: string): Promise<unknown> =>
  api.post(path(unit === EVERY_UNIT ? "units" : "workers", unit, "experiments", experiment, "logs"), {
    message,
    source: "UI",
    level: "NOTICE",
    task: NOTE,
    timestamp: new Date(clock.nowMs()).toISOString(),
  });
