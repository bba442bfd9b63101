import { useId, useState, useSyncExternalStore } from "react";

import { text } from "../../texts";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { actionKey, stop } from "../jobs/actions";
import type { Place } from "../plate/usePlaces";
import { StopProgress } from "../stop/StopProgress";
import { onStopRun, stopAll, stopRun, type StopRow } from "../stop/stopRun";
import { jobState, labelOf, runningJobs } from "../units/model";
import { useStates } from "../units/useUnit";
import { begin } from "./bulkRun";
import { UnitValues, taken, type Candidate } from "./UnitValues";

interface Props {
  places: readonly Place[];
  /** One job is being stopped on the units: its outcomes are shown elsewhere. */
  onBegun: () => void;
  onClose: () => void;
}

const t = text.bulk.stopDialog;
const EVERYTHING = "";

/** Stops everything, with each output confirmed off, or one job, with an outcome per unit. Works without the live link. */
export function StopMany({ places, onBegun, onClose }: Props) {
  useStates();
  const run = useSyncExternalStore(onStopRun, stopRun);
  const [mine, setMine] = useState<string | null>(null);
  const [job, setJob] = useState(EVERYTHING);
  const [out, setOut] = useState<ReadonlySet<string>>(new Set());
  const id = useId();
  const running = new Map(places.map(({ row, experiment }) => [row.pioreactor_unit, runningJobs(row, experiment.experiment)]));
  const jobs = [...new Set([...running.values()].flat())];
  const rows = places.map(({ row }): Candidate => {
    const has = running.get(row.pioreactor_unit) ?? [];
    return {
      unit: row.pioreactor_unit,
      label: labelOf(row),
      // What is known may be old: a stop of everything goes to each unit all the same.
      reason: job !== EVERYTHING && !has.includes(job) ? text.bulk.notRunning(job) : null,
      note: job === EVERYTHING ? has.map(text.actions.jobName).join(", ") || text.pages.unitState.off : text.pages.states[jobOf(places, row.pioreactor_unit, job)],
      problem: null,
    };
  });
  const chosen = taken(rows, out);
  const label = (unit: string): string => rows.find((row) => row.unit === unit)?.label ?? unit;
  const name = t.of(chosen.length);
  const go = (): void => {
    const units = places.filter(({ row }) => chosen.some((one) => one.unit === row.pioreactor_unit));
    if (job !== EVERYTHING) {
      const steps = units.map(({ row, experiment }) => {
        const target = { unit: row.pioreactor_unit, experiment: experiment.experiment, job };
        return { unit: target.unit, label: labelOf(row), key: actionKey(target), run: () => stop(target) };
      });
      void begin(t.title2(job, chosen.length), steps);
      onBegun();
      return;
    }
    const known = units.flatMap(({ row, experiment }) =>
      (running.get(row.pioreactor_unit) ?? []).map((one): StopRow => ({ unit: row.pioreactor_unit, experiment: experiment.experiment, job: one, state: "waiting", words: null, tookS: null, outputs: [] })),
    );
    void stopAll(
      units.map(({ row, experiment }) => ({ unit: row.pioreactor_unit, experiment: experiment.experiment })),
      known,
    );
    setMine(stopRun()?.id ?? null);
  };
  if (run && run.id === mine) return <StopProgress run={run} name={name} label={label} onClose={onClose} />;
  return (
    <Dialog
      isWide
      title={t.title(places.length)}
      lead={t.lead}
      onClose={onClose}
      footer={
        <>
          <span className="grow" />
          <Button data-first onClick={onClose}>
            {text.frame.cancel}
          </Button>
          <Button kind="danger solid" icon="stop" needs="operator" whyNot={chosen.length === 0 ? text.bulk.nobody : null} onClick={go}>
            {t.go(chosen.length)}
          </Button>
        </>
      }
    >
      <div className="field">
        <label htmlFor={`${id}-what`}>{t.what}</label>
        <select id={`${id}-what`} className="btn" value={job} onChange={(event) => setJob(event.target.value)}>
          <option value={EVERYTHING}>{t.everything}</option>
          {jobs.map((one) => (
            <option key={one} value={one}>
              {t.job(one, [...running.values()].filter((has) => has.includes(one)).length)}
            </option>
          ))}
        </select>
        {job === EVERYTHING ? <div className="hint">{t.everythingHint}</div> : null}
      </div>
      <UnitValues rows={rows} fields={[]} common={{}} cells={{}} onCells={() => undefined} out={out} onOut={setOut} noteTitle={text.bulk.now} isTried={false} />
    </Dialog>
  );
}

const jobOf = (places: readonly Place[], unit: string, job: string): string => {
  const place = places.find(({ row }) => row.pioreactor_unit === unit);
  return place ? jobState(place.row, place.experiment.experiment, job) : "disconnected";
};
