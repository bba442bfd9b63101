import { useEffect, useRef, useState, useSyncExternalStore } from "react";

import type { Experiment, UnitRow } from "../../api/types";
import { useLink } from "../../live";
import { text } from "../../texts";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { labelOf, runningJobs } from "../units/model";
import { useStates } from "../units/useUnit";
import { EVERY_UNIT, onStopRun, stopAll, stopRun, type StopRow } from "./stopRun";
import { StopProgress } from "./StopProgress";

interface Props {
  experiment: Experiment;
  experiments: readonly Experiment[];
  units: readonly UnitRow[];
  /** Open with the stop already asked (Shift Esc twice, long press). */
  isAtOnce: boolean;
  onClose: () => void;
}

const t = text.actions.stopAll;

/** Names what will stop, asks once, then shows what became of each job. Works without the live link. */
export function StopDialog({ experiment, experiments, units, isAtOnce, onClose }: Props) {
  useStates();
  const run = useSyncExternalStore(onStopRun, stopRun);
  const [mine, setMine] = useState<string | null>(null);
  const [isEverything, setEverything] = useState(false);
  const rows = units.flatMap((row) => runningJobs(row, experiment.experiment).map((job): StopRow => ({ unit: row.pioreactor_unit, experiment: experiment.experiment, job, state: "waiting", words: null, tookS: null, outputs: [] })));
  const active = experiments.filter((e) => e.worker_count > 0 || e.experiment === experiment.experiment).map((e) => e.experiment);
  const go = (): void => {
    void stopAll(
      (isEverything ? active : [experiment.experiment]).map((name) => ({ unit: EVERY_UNIT, experiment: name })),
      rows,
    );
    setMine(stopRun()?.id ?? null);
  };
  const once = useRef(false);
  useEffect(() => {
    if (!isAtOnce || once.current) return;
    once.current = true;
    go();
  });
  const label = (unit: string): string => labelOf(units.find((row) => row.pioreactor_unit === unit) ?? ({ label: null, pioreactor_unit: unit } as UnitRow));
  if (run && run.id === mine) return <StopProgress run={run} name={experiment.experiment} label={label} onClose={onClose} />;
  return (
    <Question rows={rows} name={experiment.experiment} label={label} canAll={active.length > 1} isEverything={isEverything} onEverything={setEverything} onGo={go} onClose={onClose} />
  );
}

interface QuestionProps {
  rows: readonly StopRow[];
  name: string;
  label: (unit: string) => string;
  canAll: boolean;
  isEverything: boolean;
  onEverything: (everything: boolean) => void;
  onGo: () => void;
  onClose: () => void;
}

function Question({ rows, name, label, canAll, isEverything, onEverything, onGo, onClose }: QuestionProps) {
  const isLinkUp = useLink().phase === "live";
  const units = [...new Set(rows.map((row) => row.unit))];
  return (
    <Dialog
      title={t.title(rows.length, name)}
      lead={t.lead}
      onClose={onClose}
      footer={
        <>
          <span className="grow" />
          <Button data-first onClick={onClose}>
            {text.frame.cancel}
          </Button>
          <Button kind="danger solid" icon="stop" needs="operator" onClick={onGo}>
            {t.go}
          </Button>
        </>
      }
    >
      {isLinkUp ? null : (
        <div style={{ marginBottom: 12 }}>
          <Banner kind="warn" cause={t.noLink} />
        </div>
      )}
      {units.length === 0 ? <p className="t2">{t.none}</p> : null}
      <ul className="t2">
        {units.map((unit) => (
          <li key={unit} style={{ padding: "3px 0" }}>
            {t.unitJobs(
              label(unit),
              rows.filter((row) => row.unit === unit).map((row) => row.job),
            )}
          </li>
        ))}
      </ul>
      {canAll ? (
        <div role="radiogroup" aria-label={t.scope} className="picklist" style={{ marginTop: 14 }}>
          {[false, true].map((everything) => (
            <label key={String(everything)}>
              <input type="radio" name="stop-scope" className="chk" checked={isEverything === everything} onChange={() => onEverything(everything)} />
              <span>{everything ? t.everything : t.only(name)}</span>
            </label>
          ))}
        </div>
      ) : null}
    </Dialog>
  );
}
