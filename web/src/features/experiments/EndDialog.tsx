import type { UnitRow } from "../../api/types";
import { format, text } from "../../texts";
import { experiments as t } from "../../texts/experiments";
import { FormDialog } from "../forms/FormDialog";
import { labelOf } from "../units/model";
import { endExperiment, useUnitsOf } from "./commands";

interface Props {
  experiment: string;
  onClose: () => void;
}

/** Asks before an experiment ends: what stops on which unit, and which units become free. */
export function EndDialog({ experiment, onClose }: Props) {
  const found = useUnitsOf(experiment);
  const units = found.data?.experiment?.experiment === experiment ? found.data.units : null;
  const jobCount = (units ?? []).reduce((sum, row) => sum + jobsOf(row).length, 0);
  const lead = units === null ? (found.isError ? t.end.unknown : t.end.asking) : units.length === 0 ? t.end.nothing : t.end.lead(jobCount, units.length);
  const send = async (): Promise<void> => {
    onClose();
    void endExperiment(experiment);
  };
  return (
    <FormDialog title={t.end.title(experiment)} lead={lead} go={t.end.go(experiment)} isDanger send={send} onClose={onClose}>
      {units && units.length > 0 ? (
        <dl className="kv" data-ends>
          {units.map((row) => (
            <div key={row.pioreactor_unit}>
              <dt>{labelOf(row)}</dt>
              <dd>{row.jobs === null ? t.end.silent : jobsOf(row).length === 0 ? t.end.idle : format.list(jobsOf(row).map((name) => text.actions.JobName(name)))}</dd>
            </div>
          ))}
        </dl>
      ) : null}
    </FormDialog>
  );
}

/** What a unit runs for the experiment, as it tells itself; nothing where it is silent. */
const jobsOf = (row: UnitRow): string[] =>
  Object.entries(row.jobs ?? {})
    .flatMap(([name, job]) => (job.is_long_running ? [] : [name]))
    .toSorted();
