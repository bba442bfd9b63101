import { useAssignments } from "../../api/queries";
import { text } from "../../texts";
import { calibrating } from "../../texts/calibrating";
import { Button } from "../../ui/Button";
import { useUnitsOf } from "../experiments/commands";
import { actionKey, stop } from "../jobs/actions";
import { Outcome, useAction } from "../jobs/Outcome";
import { runningJobs } from "../units/model";
import { useStates } from "../units/useUnit";

const t = calibrating.start;

interface Props {
  unit: string;
  /** What the unit said; the jobs that it names can be stopped here. */
  said: string;
}

/** Jobs in the way of a calibration, with the way to stop each; nothing when none is named. */
export function RunningJobs({ unit, said }: Props) {
  const experiment = useAssignments(true).data?.find((one) => one.pioreactor_unit === unit)?.experiment ?? "";
  return experiment ? <OfExperiment unit={unit} experiment={experiment} said={said} /> : null;
}

function OfExperiment({ unit, experiment, said }: Props & { experiment: string }) {
  useStates();
  const row = useUnitsOf(experiment).data?.units.find((one) => one.pioreactor_unit === unit);
  const words = new Set(said.toLowerCase().split(/[^a-z_]+/));
  const jobs = row ? runningJobs(row, experiment).filter((job) => words.has(job) || job.split("_").every((part) => words.has(part))) : [];
  if (jobs.length === 0) return null;
  return (
    <div className="card tableempty" data-in-the-way>
      <b>{t.running(unit)}</b>
      {jobs.map((job) => (
        <InTheWay key={job} unit={unit} experiment={experiment} job={job} />
      ))}
      <p className="muted small">{t.tryAgain}</p>
    </div>
  );
}

function InTheWay({ unit, experiment, job }: { unit: string; experiment: string; job: string }) {
  const record = useAction(actionKey({ unit, experiment, job }));
  return (
    <div className="stepacts">
      <Button kind="danger" icon="stop" needs="operator" onClick={() => void stop({ unit, experiment, job })}>
        {t.stop(text.actions.jobName(job))}
      </Button>
      <Outcome record={record} />
    </div>
  );
}
