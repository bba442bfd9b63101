import type { BackupRun } from "../../api/types";
import { clock, useTick } from "../../live";
import { format } from "../../texts";
import { errands } from "../../texts/errands";
import { leader as t } from "../../texts/leader";
import { Button } from "../../ui/Button";
import { Chip, type ChipKind } from "../../ui/Chip";
import { RemedyCard } from "../../ui/RemedyCard";
import { StageList } from "../../ui/StageList";
import { isUnderWay, runSeconds } from "../errands/stages";
import { isNotMade, runTitle, stageLines } from "./model";

const CHIPS: Record<BackupRun["outcome"], ChipKind> = { asked: "init", running: "init", succeeded: "ready", failed: "alarm", stopped: "off", interrupted: "warn" };

/** The backup that is being made or copied, or the last one: stage by stage, with what to do where one has failed. */
export function RunCard({ run, onCopy }: { run: BackupRun; onCopy: () => void }) {
  useTick();
  const isLive = isUnderWay(run);
  const isOver = !isLive && run.outcome !== "succeeded";
  const notMade = isNotMade(run);
  return (
    <section className="card" data-backup-run={run.run_id} data-run-outcome={run.outcome}>
      <header className="runhead">
        <h3>{runTitle(run)}</h3>
      </header>
      <div className="runmeta">
        <Chip kind={CHIPS[run.outcome]}>{errands.outcome[run.outcome]}</Chip>
        <span>{format.duration(runSeconds(run, clock.nowMs(), clock.speed))}</span>
        <span className="muted">{t.run.asked(run.asked_by ?? "", format.moment(Date.parse(run.asked_at ?? ""), clock.nowMs()))}</span>
      </div>
      <StageList label={t.run.stages} stages={stageLines(run, clock.nowMs(), clock.speed)} />
      {isOver ? (
        <RemedyCard cause={run.message || errands.outcome[run.outcome]} heading={t.run.remedyHeading} remedy={notMade ? t.run.remedyMake : t.run.remedy}>
          {notMade ? null : (
            <Button size="sm" needs="operator" onClick={onCopy}>
              {t.run.again}
            </Button>
          )}
        </RemedyCard>
      ) : null}
      <p className="sr" aria-live="polite">
        {runTitle(run)}
      </p>
    </section>
  );
}
