import { useState } from "react";

import { ApiError } from "../../api/client";
import { refusal, type Failure } from "../../api/refusal";
import type { SessionNow } from "../../api/types";
import { Link } from "../../app/Link";
import { pathOf } from "../../features/calibrations/commands";
import { ResultCard } from "../../features/calibrations/ResultCard";
import { RunningJobs } from "../../features/calibrations/RunningJobs";
import { abort, answer, stopWork, useSession } from "../../features/calibrations/sessions";
import { stageStates } from "../../features/calibrations/step";
import { StepForm } from "../../features/calibrations/StepForm";
import { WorkCard } from "../../features/calibrations/WorkCard";
import { FormDialog } from "../../features/forms/FormDialog";
import { calibrating } from "../../texts/calibrating";
import { calibrations } from "../../texts/calibrations";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { Refused } from "../../ui/Refused";
import { StageList } from "../../ui/StageList";
import { useTitle, type PageProps } from "../common";

const t = calibrating.session;

/** Where does this calibration stand, what does it ask, and what does the hardware do for it? */
export function SessionPage({ session, unit, id }: PageProps & { unit: string; id: string }) {
  const [isSent, setSent] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isAborting, setAborting] = useState(false);
  const found = useSession(unit, id, isSent);
  const now = found.data;
  useTitle(now ? t.title(unit, now.session.target_device) : calibrating.start.name, session.cluster_name);
  const send = async (inputs: Readonly<Record<string, unknown>>): Promise<void> => {
    setSent(true);
    setFailure(null);
    try {
      await answer(unit, id, inputs);
    } catch (error) {
      setFailure(refusal(error));
      await found.refetch();
    }
    setSent(false);
  };
  const isOpen = now?.session.status === "in_progress";
  const refused = now?.refused && !isSent ? { cause: now.refused, remedy: t.notSaved } : null;
  // What failed in a session that is over is of no use any more.
  const trouble = now && !isOpen ? null : (failure ?? refused ?? (!now && found.isError ? failureOf(found.error, unit) : null));
  return (
    <>
      <div className="pagehead">
        <div>
          <p className="crumb">
            <Link to="/calibrations">{calibrations.name}</Link>
            <span>/</span>
            {now ? <Link to={pathOf({ unit, device: now.session.target_device })}>{t.title(unit, now.session.target_device)}</Link> : null}
          </p>
          <h1 tabIndex={-1}>{now ? t.heading(unit, now.session.target_device) : calibrating.start.name}</h1>
        </div>
        <div className="actions">
          {isOpen ? (
            <Button kind="danger" icon="x" needs="operator" onClick={() => setAborting(true)}>
              {calibrating.abort.verb}
            </Button>
          ) : null}
          {now && !isOpen ? (
            <Link className="btn" to="/calibrations/new" params={{ unit, device: now.session.target_device }}>
              {t.again}
            </Link>
          ) : null}
        </div>
      </div>
      {!now && found.isPending ? <p className="muted">{t.loading}</p> : null}
      <Refused failure={trouble} />
      {trouble && isOpen ? <RunningJobs unit={unit} said={trouble.cause} /> : null}
      {now ? (
        <div className="calsession">
          {now.stages.length > 0 ? <Stages now={now} /> : null}
          <div className="stack">
            <Present unit={unit} now={now} isSent={isSent} onAnswer={(inputs) => void send(inputs)} />
          </div>
        </div>
      ) : null}
      {isAborting ? (
        <FormDialog title={calibrating.abort.title} lead={calibrating.abort.lead} go={calibrating.abort.go} isDanger send={() => abort(unit, id).then(() => setAborting(false))} onClose={() => setAborting(false)} />
      ) : null}
    </>
  );
}

interface PresentProps {
  unit: string;
  now: SessionNow;
  isSent: boolean;
  onAnswer: (inputs: Readonly<Record<string, unknown>>) => void;
}

/** The present step: what it asks, what the hardware does for it, or how the session ended. */
function Present({ unit, now, isSent, onAnswer }: PresentProps) {
  const { session, step, work } = now;
  if (session.status === "aborted") return <Banner kind="info" cause={calibrating.ended.aborted} />;
  if (session.status === "failed")
    return (
      <Banner kind="alarm" cause={calibrating.ended.failed}>
        {session.error}
      </Banner>
    );
  if (session.status === "in_progress" && (work !== null || (isSent && step.step_type === "action")))
    return <WorkCard unit={unit} device={session.target_device} title={step.title} work={work} onStop={() => stopWork(unit, session.session_id)} />;
  return (
    <>
      <StepForm key={`${session.step_id}/${session.updated_at}`} step={step} isBusy={isSent} onAnswer={onAnswer} />
      {session.status === "complete" ? <ResultCard unit={unit} now={now} /> : null}
    </>
  );
}

function Stages({ now }: { now: SessionNow }) {
  const states = stageStates(now.stages, now.session.step_id, now.session.status);
  return (
    <section className="card calstages" aria-label={t.stages}>
      <StageList
        label={t.stages}
        stages={now.stages.map((stage, i) => {
          const state = states[i] ?? "waiting";
          return { key: stage.title, title: stage.title, state, word: t.stageWords[state], detail: state === "running" && now.step.title !== stage.title ? now.step.title : undefined };
        })}
      />
    </section>
  );
}

const failureOf = (error: unknown, unit: string): Failure => (error instanceof ApiError && error.status === 404 ? { cause: t.unknown(unit), remedy: t.unknownRemedy } : refusal(error));
