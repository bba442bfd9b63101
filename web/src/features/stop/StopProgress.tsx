import { useState } from "react";

import { useTick } from "../../live";
import { format, text } from "../../texts";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { COLUMNS, countOf, matrixOf, type UnitStop } from "./matrix";
import { StopTable } from "./StopTable";
import { isEnded, type StopRun } from "./stopRun";

const t = text.actions.stopAll;

/** What became of each output, while the stop goes on and after it; closing it does not cancel. */
export function StopProgress({ run, name, label, onClose }: { run: StopRun; name: string; label: (unit: string) => string; onClose: () => void }) {
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
