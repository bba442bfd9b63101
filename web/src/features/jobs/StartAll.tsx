import { useState } from "react";

import type { UnitRow } from "../../api/types";
import { useLink } from "../../live";
import { text } from "../../texts";
import { Button } from "../../ui/Button";
import { isRunning, jobState, labelOf } from "../units/model";
import { actionKey, start } from "./actions";
import { CULTURE_JOBS, jobNames } from "./catalogue";
import { whyNot } from "./JobRow";
import { isUnderWay, Outcome, useAction } from "./Outcome";

interface Props {
  units: readonly UnitRow[];
  experiment: string;
}

/** One button that starts what a growing culture needs on all units, and the outcome of each start. */
export function StartAll({ units, experiment }: Props) {
  const isLinkUp = useLink().phase === "live";
  const [hasGrowth, setGrowth] = useState(true);
  const [isBusy, setBusy] = useState(false);
  const jobs = hasGrowth ? CULTURE_JOBS : CULTURE_JOBS.filter((job) => job !== "growth_rate_calculating");
  const reasons = units.map((row) => whyNot(row, isLinkUp));
  const reason = reasons.every(Boolean) ? (reasons[0] ?? null) : null;
  const go = async (): Promise<void> => {
    setBusy(true);
    const able = units.filter((row) => whyNot(row, isLinkUp) === null);
    // One job after the other on a unit, units side by side: readings are there before what depends on them starts.
    await Promise.all(
      able.map(async (row) => {
        for (const job of jobs) {
          if (isRunning(jobState(row, experiment, job))) continue;
          const end = await start({ unit: row.pioreactor_unit, experiment, job });
          if (end.phase === "refused") break;
        }
      }),
    );
    setBusy(false);
  };
  return (
    <>
      <label className="small" style={{ display: "flex", gap: 8, alignItems: "center", minHeight: 32 }}>
        <input type="checkbox" className="chk" checked={hasGrowth} onChange={(e) => setGrowth(e.target.checked)} />
        {text.actions.startAll.growth}
      </label>
      <div className="actions">
        <Button kind="primary" icon={isBusy ? "init" : "play"} spin={isBusy} needs="operator" whyNot={reason} onClick={() => !isBusy && void go()}>
          {hasGrowth ? text.actions.startAll.buttonGrowth : text.actions.startAll.button}
        </Button>
      </div>
      <StartOutcomes units={units} experiment={experiment} />
    </>
  );
}

/** Outcomes of starts that are under way or went wrong, one line per unit and job. */
export function StartOutcomes({ units, experiment }: Props) {
  return (
    <div style={{ display: "grid", gap: 4, width: "100%" }}>
      {units.flatMap((row) => jobNames().map((job) => <OneOutcome key={`${row.pioreactor_unit}/${job}`} row={row} experiment={experiment} job={job} />))}
    </div>
  );
}

function OneOutcome({ row, experiment, job }: { row: UnitRow; experiment: string; job: string }) {
  const record = useAction(actionKey({ unit: row.pioreactor_unit, experiment, job }));
  if (!record || record.phase === "done" || (record.phase === "asked" && !isUnderWay(record))) return null;
  return (
    <div style={{ display: "grid", gridTemplateColumns: "minmax(0, 190px) minmax(0, 1fr)", gap: 8, alignItems: "start" }}>
      <span className="small ellipsis" style={{ paddingTop: 3 }}>
        <b>{labelOf(row)}</b> {text.actions.jobName(job)}
      </span>
      <Outcome record={record} />
    </div>
  );
}
