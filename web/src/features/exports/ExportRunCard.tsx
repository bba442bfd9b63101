import { useState } from "react";

import { refusal, type Failure } from "../../api/refusal";
import type { ExportLine, ExportRun } from "../../api/types";
import { clock, useTick } from "../../live";
import { format } from "../../texts";
import { errands } from "../../texts/errands";
import { exporting as t } from "../../texts/exporting";
import { Button } from "../../ui/Button";
import { Chip, type ChipKind } from "../../ui/Chip";
import { Icon } from "../../ui/Icon";
import { Refused } from "../../ui/Refused";
import { RemedyCard } from "../../ui/RemedyCard";
import { StageList } from "../../ui/StageList";
import { isUnderWay, runSeconds } from "../errands/stages";
import { fileAt, stopExport } from "./commands";
import { stageLines } from "./model";

const CHIPS: Record<ExportRun["outcome"], ChipKind> = { asked: "init", running: "init", succeeded: "ready", failed: "alarm", stopped: "off", interrupted: "warn" };

/** The export that is being made, or the one that was asked for last: dataset by dataset, then its file. */
export function ExportRunCard({ line }: { line: ExportLine }) {
  useTick();
  const { run } = line;
  const title = t.run.title[run.outcome];
  const isLive = isUnderWay(run);
  return (
    <section className="card" data-export-run={run.run_id} data-run-outcome={run.outcome}>
      <header className="runhead">
        <h2>{title}</h2>
        {isLive && line.may_end ? <Stop runId={run.run_id} /> : null}
      </header>
      <div className="runmeta">
        <Chip kind={CHIPS[run.outcome]}>{errands.outcome[run.outcome]}</Chip>
        <span>{format.duration(runSeconds(run, clock.nowMs(), clock.speed))}</span>
        <span className="muted">{t.run.by(run.asked_by, format.moment(Date.parse(run.asked_at), clock.nowMs()))}</span>
      </div>
      {run.outcome === "succeeded" && line.is_there ? <Ready run={run} /> : null}
      {isLive || run.outcome === "failed" ? <StageList label={t.run.stages} stages={stageLines(run, clock.nowMs(), clock.speed)} /> : null}
      {run.outcome === "failed" || run.outcome === "interrupted" ? <RemedyCard cause={run.message} heading={t.run.whatToDo} remedy={t.run.remedy} /> : null}
      {run.outcome === "stopped" ? <p className="body muted">{t.run.again}</p> : null}
      <p className="sr" role="status">
        {title}
      </p>
    </section>
  );
}

function Stop({ runId }: { runId: string }) {
  const [isAsked, setAsked] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const stop = (): void => {
    setAsked(true);
    stopExport(runId).catch((error: unknown) => {
      setAsked(false);
      setFailure(refusal(error));
    });
  };
  return (
    <>
      {isAsked ? (
        <span className="small muted" role="status">
          {t.run.stopping}
        </span>
      ) : (
        <Button size="sm" icon="stop" onClick={stop}>
          {t.run.stop}
        </Button>
      )}
      <Refused failure={failure} />
    </>
  );
}

/** A finished export: how much it is, where it can be had and until when. */
function Ready({ run }: { run: ExportRun }) {
  const [isCopied, setCopied] = useState(false);
  const copy = (): void => void navigator.clipboard?.writeText(run.sha256).then(() => setCopied(true));
  return (
    <div className="body ready">
      <a className="btn primary" href={fileAt(run.filename)} download={run.filename} data-download>
        <Icon name="dl" />
        {t.run.download(t.recent.size(run.size_bytes))}
      </a>
      <p>
        <b>{run.filename}</b>
        <span className="under">{t.run.sum(run.rows, run.files)}</span>
        <span className="under">{t.run.until(format.moment(Date.parse(run.expires_at), clock.nowMs()))}</span>
      </p>
      <div className="sum">
        <span className="small muted">{t.run.checksum}</span>
        <code className="mono" data-sha256>{run.sha256}</code>
        <Button size="sm" onClick={copy}>
          {isCopied ? t.run.copied : t.run.copy}
        </Button>
      </div>
      {run.warnings.map((warning) => (
        <p key={warning} className="small">
          {warning}
        </p>
      ))}
    </div>
  );
}
