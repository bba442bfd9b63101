import { useState } from "react";

import type { Run, RunUnit } from "../../api/types";
import { clock, useTick } from "../../live";
import { errands } from "../../texts/errands";
import { upgrades as t } from "../../texts/upgrades";
import { Chip } from "../../ui/Chip";
import { Icon } from "../../ui/Icon";
import { RemedyCard } from "../../ui/RemedyCard";
import { StageList } from "../../ui/StageList";
import { stageTime } from "../errands/stages";
import { hasBegun, hasFailed, isOpen, lineOf, remedyOf, stageTitle, unitChip } from "./model";

/** One unit of a run: a line that folds, below it the stages of its way, and what to do if it failed. */
export function UnitRunRow({ unit, run, isLive }: { unit: RunUnit; run: Run; isLive: boolean }) {
  const wanted = isOpen(unit, isLive);
  // A unit that begins opens by itself and folds when it is done; in between people fold as they like.
  const [chosen, setChosen] = useState({ wanted, open: wanted });
  const open = chosen.wanted === wanted ? chosen.open : wanted;
  return (
    <li data-run-unit={unit.unit} data-run-state={unit.state}>
      <details open={open} onToggle={(event) => setChosen({ wanted, open: event.currentTarget.open })}>
        <summary>
          <Icon name="chev" />
          <span className="who">{unit.unit}</span>
          <Chip kind={unitChip(unit, isLive)}>{t.unitState[unit.state ?? "waiting"]}</Chip>
          <span className="say">{lineOf(unit, isLive)}</span>
          {unit.is_leader ? <span className="tm small muted">{t.units.leader}</span> : <span className="tm" />}
        </summary>
        {open ? (
          <div className="more">
            {hasBegun(unit) ? <Stages unit={unit} run={run} isLive={isLive} /> : null}
            <Remedy unit={unit} />
          </div>
        ) : null}
      </details>
    </li>
  );
}

function Stages({ unit, run, isLive }: { unit: RunUnit; run: Run; isLive: boolean }) {
  useTick();
  const stages = (unit.stages ?? []).map((stage) => ({
    key: stage.name,
    title: stageTitle(unit, stage, run.kind === "rollback"),
    state: stage.state === "running" && !isLive ? ("skipped" as const) : stage.state,
    word: errands.stageState[stage.state],
    detail: stage.state === "running" || stage.state === "failed" ? stage.text : "",
    time: stageTime(stage, clock.nowMs(), clock.speed),
  }));
  return <StageList stages={stages} label={unit.unit} />;
}

function Remedy({ unit }: { unit: RunUnit }) {
  const remedy = remedyOf(unit);
  if (!hasFailed(unit) || remedy === null) return null;
  return (
    <RemedyCard cause={lineOf(unit, true)} more={unit.text} heading={errands.whatToDo} remedy={remedy} isMild={unit.state !== "stuck" && unit.state !== "failed"} isUrgent={unit.state === "stuck"} />
  );
}
