import { useEffect, useRef, useState, useSyncExternalStore } from "react";

import type { Experiment, UnitRow } from "../../api/types";
import { useLink, useTick } from "../../live";
import { format, text } from "../../texts";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { labelOf, runningJobs } from "../units/model";
import { useStates } from "../units/useUnit";
import { isEnded, onStopRun, stopAll, stopRun, type StopRow, type StopRun } from "./stopRun";
import { COLUMNS, countOf, matrixOf, type UnitStop } from "./matrix";
import { StopTable } from "./StopTable";

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
    void stopAll(isEverything ? active : [experiment.experiment], rows);
    setMine(stopRun()?.id ?? null);
  };
  const once = useRef(false);
  useEffect(() => {
    if (!isAtOnce || once.current) return;
    once.current = true;
    go();
  });
  const label = (unit: string): string => labelOf(units.find((row) => row.pioreactor_unit === unit) ?? ({ label: null, pioreactor_unit: unit } as UnitRow));
  if (run && run.id === mine) return <Running run={run} name={experiment.experiment} label={label} onClose={onClose} />;
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

function Running({ run, name, label, onClose }: { run: StopRun; name: string; label: (unit: string) => string; onClose: () => void }) {
  const now = useTick();
  const matrix = matrixOf(run.rows);
  const { off, still, total } = countOf(matrix);
  const hasEnded = isEnded(run);
  const share = (n: number): string => `${total === 0 ? (hasEnded ? 100 : 0) : (n / total) * 100}%`;
  const left = hasEnded ? matrix.filter((unit) => unit.state === "still") : [];
  const silent = run.refused ? [] : [...new Set([...run.silentUnits, ...run.rows.filter((row) => row.state === "no_answer").map((row) => row.unit)])];
  const tookS = Math.max(0, (run.endedAt ?? now) - run.startedAt) / 1000;
  return (
    <Dialog
      isWide
      title={heading(run, matrix, hasEnded, silent)}
      lead={`${name}. ${t.asked(format.clock(run.askedAtMs, true), run.id)}`}
      onClose={onClose}
      footer={
        <>
          <span className="small muted grow">{hasEnded ? "" : t.keep}</span>
          {hasEnded && total > 0 ? <CopyReport run={run} matrix={matrix} name={name} label={label} /> : null}
          <Button data-first onClick={onClose}>
            {hasEnded ? t.close : t.background}
          </Button>
        </>
      }
    >
      <div style={{ display: "flex", alignItems: "baseline", gap: 8 }}>
        <span className="hero">{total === 0 ? 0 : off}</span>
        <span className="grow">{t.of(total)}</span>
        <span className="t2">{format.duration(tookS)}</span>
      </div>
      <div className="meter" aria-hidden="true">
        <i className="ok" style={{ width: share(total === 0 ? 1 : off) }} />
        <i className="bad" style={{ width: share(still) }} />
        <i className="wait" style={{ width: share(total - off - still) }} />
      </div>
      <div className="stack" role="status">
        {run.refused ? (
          <Banner kind="alarm" cause={`${t.refusedTitle} ${run.refused.cause}`}>
            {run.refused.remedy}
          </Banner>
        ) : null}
        {silent.map((unit) => (
          <Banner key={unit} kind="warn" cause={t.noAnswerTitle(label(unit))}>
            {t.noAnswerBody}
          </Banner>
        ))}
        {left.map((unit) => (
          <Banner key={`${unit.experiment}/${unit.unit}`} kind="alarm" cause={t.stillTitle(label(unit.unit))}>
            {t.stillBody}
          </Banner>
        ))}
        {hasEnded && total > 0 && off === total && silent.length === 0 && !run.refused ? (
          <Banner kind="ok" cause={t.nobodyOwns}>
            {matrix.some((unit) => unit.cells.heater.state !== "idle") ? t.hot : t.ended}
          </Banner>
        ) : null}
        {total > 0 ? <StopTable matrix={matrix} label={label} /> : null}
      </div>
    </Dialog>
  );
}

function heading(run: StopRun, matrix: readonly UnitStop[], hasEnded: boolean, silent: readonly string[]): string {
  const { off, total } = countOf(matrix);
  if (off === total && hasEnded && silent.length === 0 && !run.refused) return total === 0 ? t.doneNone : t.done;
  if (hasEnded) return t.failed(new Set([...matrix.filter((unit) => unit.state !== "off" && unit.state !== "idle").map((unit) => unit.unit), ...silent]).size);
  return t.running(total - off);
}

/** What became of each output as text, for a message or a lab book. */
function CopyReport({ run, matrix, name, label }: { run: StopRun; matrix: readonly UnitStop[]; name: string; label: (unit: string) => string }) {
  const [isCopied, setCopied] = useState(false);
  const copy = (): void => {
    const lines = matrix.map((unit) => `${label(unit.unit)} (${unit.unit}): ${COLUMNS.map((column) => `${t.outputs[column]} ${t.cell[unit.cells[column].state].toLowerCase()}`).join(", ")}`);
    void navigator.clipboard?.writeText([`${name}. ${t.asked(format.exact(run.askedAtMs), run.id)}`, ...lines].join("\n")).then(() => setCopied(true));
  };
  return (
    <Button icon={isCopied ? "check" : "dl"} onClick={copy}>
      {isCopied ? t.copied : t.copy}
    </Button>
  );
}
