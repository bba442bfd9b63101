import { useState } from "react";

import type { Run } from "../../api/types";
import { clock, useTick } from "../../live";
import { format } from "../../texts";
import { errands } from "../../texts/errands";
import { upgrades as t } from "../../texts/upgrades";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { Chip } from "../../ui/Chip";
import { Said } from "../errands/Said";
import { isUnderWay, runSeconds } from "../errands/stages";
import { isDone, outcomeChip, stageNow, stageTitle } from "./model";
import { UnitRunRow } from "./UnitRunRow";

interface Props {
  run: Run;
  onStop: () => void;
  onAgain: (kind: Run["kind"]) => void;
  onRollback: () => void;
}

export const runTitle = (run: Pick<Run, "kind" | "version">): string => t.run.title[run.kind](run.version ?? "");

/** The run under way, or the last one: a staged list per unit. */
export function RunCard({ run, onStop, onAgain, onRollback }: Props) {
  const isLive = isUnderWay(run);
  const units = run.units ?? [];
  const isOver = !isLive && run.outcome !== "succeeded";
  return (
    <section className="card" data-run={run.run_id} data-run-outcome={run.outcome}>
      <header className="runhead">
        <h2>{runTitle(run)}</h2>
        {isLive ? (
          <Button icon="stop" needs="admin" onClick={onStop}>
            {t.run.stop}
          </Button>
        ) : null}
        {isOver ? (
          <Button kind="primary" icon="play" needs="admin" onClick={() => onAgain(run.kind)}>
            {t.run.again}
          </Button>
        ) : null}
        {isOver && run.kind === "upgrade" && units.some((unit) => unit.state === "stuck" || unit.state === "done") ? (
          <Button icon="undo" needs="admin" onClick={onRollback}>
            {t.run.rollback}
          </Button>
        ) : null}
      </header>
      <Meta run={run} />
      {isOver && run.message ? (
        <div style={{ padding: "0 var(--pad) 12px" }} role="status">
          <Banner kind={run.outcome === "failed" ? "alarm" : "warn"} cause={run.message}>
            {units.some((unit) => unit.state === "running") ? t.run.goesOn : null}
          </Banner>
        </div>
      ) : null}
      <ul className="runrows">
        {units.map((unit) => (
          <UnitRunRow key={unit.unit} unit={unit} run={run} isLive={isLive} />
        ))}
      </ul>
      {isLive ? null : <Said title={errands.log} lines={run.log ?? []} />}
      <p className="sr" aria-live="polite">
        {announcement(run)}
      </p>
    </section>
  );
}

function Meta({ run }: { run: Run }) {
  useTick();
  const units = run.units ?? [];
  const [asked] = useState(() => Date.parse(run.asked_at ?? ""));
  return (
    <div className="runmeta">
      <Chip kind={outcomeChip(run.outcome)}>{errands.outcome[run.outcome]}</Chip>
      <span>{t.run.meta(units.filter(isDone).length, units.length, format.duration(runSeconds(run, clock.nowMs(), clock.speed)))}</span>
      {Number.isFinite(asked) ? <span className="muted">{t.run.asked(run.asked_by ?? "", format.moment(asked, clock.nowMs()))}</span> : null}
      {run.waits ? <span className="muted">{t.plan.wait}</span> : null}
    </div>
  );
}

/** One sentence for each stage that begins, and one for the end. */
function announcement(run: Run): string {
  if (!isUnderWay(run)) return `${runTitle(run)}: ${errands.outcome[run.outcome]}`;
  const unit = (run.units ?? []).find((one) => one.state === "running" && stageNow(one));
  const stage = unit ? stageNow(unit) : undefined;
  return unit && stage ? `${unit.unit}: ${stageTitle(unit, stage, run.kind === "rollback")}` : "";
}
