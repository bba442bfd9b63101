import { useState } from "react";

import { refusal, type Failure } from "../../api/refusal";
import type { UnitAnswer } from "../../api/types";
import { clock, useTick } from "../../live";
import { format } from "../../texts";
import { inventory as t } from "../../texts/inventory";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { Chip } from "../../ui/Chip";
import { Dialog } from "../../ui/Dialog";
import { Refused } from "../../ui/Refused";
import { Table, type Column } from "../../ui/Table";
import { setClocks, stepWorkers, useClocks } from "./commands";
import { clockRows, clockState, steppedWords, type ClockRow } from "./model";

const c = t.clocks;
type Doing = "set" | "step" | null;

/** What time it is on each unit, and the two ways to bring them together; what became of it stands in the rows. */
export function ClocksDialog({ leader, units, onClose }: { leader: string; units: readonly string[]; onClose: () => void }) {
  // The wall of this computer at the last tick, which is what its seconds are shown from.
  const hereMs = performance.timeOrigin + useTick();
  const clocks = useClocks();
  const [doing, setDoing] = useState<Doing>(null);
  const [answers, setAnswers] = useState<Readonly<Record<string, UnitAnswer>>>({});
  const [failure, setFailure] = useState<Failure | null>(null);
  const rows = clockRows({ leader, units, clocks: clocks.data ?? {}, leaderNowMs: clock.nowMs(leader), hereMs });
  const run = (what: Exclude<Doing, null>, ask: () => Promise<Record<string, UnitAnswer>>): void => {
    if (doing) return;
    setDoing(what);
    setFailure(null);
    setAnswers({});
    ask()
      .then(setAnswers, (error: unknown) => setFailure(refusal(error)))
      .finally(() => setDoing(null));
  };
  const ring = (what: Doing): object => (doing === what ? { icon: "init", spin: true } : {});
  return (
    <Dialog
      title={c.title}
      lead={c.lead}
      isWide
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{c.close}</Button>
          <span className="grow" />
          <Button needs="admin" whyNot={units.length > 1 ? null : c.stepNone} onClick={() => run("step", stepWorkers)} {...ring("step")}>
            {c.step}
          </Button>
          <Button kind="primary" needs="admin" onClick={() => run("set", () => setClocks(Date.now()))} {...ring("set")}>
            {c.set}
          </Button>
        </>
      }
    >
      <Refused failure={failure ?? (clocks.isError ? refusal(clocks.error) : null)} />
      <Table name="clocks" caption={c.caption} columns={columnsOf(answers)} rows={rows} keyOf={(row) => row.unit ?? ""} marks={(row) => ({ "data-clock": row.unit ?? "here" })} />
      <p role="status" className="muted small">
        {doing === "set" ? c.setting : doing === "step" ? c.stepping : ""}
      </p>
      <Banner kind="info" cause={c.warning} />
    </Dialog>
  );
}

const columnsOf = (answers: Readonly<Record<string, UnitAnswer>>): readonly Column<ClockRow>[] => [
  { key: "unit", title: c.columns.unit, cell: (row) => <b>{row.unit ?? c.here}</b> },
  { key: "time", title: c.columns.time, isShort: true, cell: (row) => (row.timeMs === null ? c.unknown : <span title={format.exact(row.timeMs)}>{format.clock(row.timeMs, true)}</span>) },
  { key: "drift", title: c.columns.drift, isShort: true, cell: (row) => (row.isMeasure ? c.leader : <Drift aheadS={row.aheadS} />) },
  { key: "outcome", title: c.columns.outcome, isWide: true, cell: (row) => (row.unit && answers[row.unit] ? steppedWords(answers[row.unit] as UnitAnswer) : "") },
];

function Drift({ aheadS }: { aheadS: number | null }) {
  const { state, isWrong } = clockState(aheadS, clock.speed);
  if (state === "unknown") return format.NONE;
  const words = state === "same" ? t.clock.inStep : t.clock[state](Math.abs(aheadS ?? 0) / clock.speed);
  return isWrong ? <Chip kind="warn">{words}</Chip> : words;
}
