import { useState } from "react";

import { ApiError } from "../../api/client";
import { refusal, type Failure } from "../../api/refusal";
import type { Join } from "../../api/types";
import { Link } from "../../app/Link";
import { href, navigate } from "../../app/router";
import { isUnderWay, runSeconds } from "../../features/errands/stages";
import { stop, useJoining, useJoinRun } from "../../features/joining/commands";
import { FoundCards, JoinCard } from "../../features/joining/JoinCard";
import { chipOf, runPath } from "../../features/joining/model";
import { clock, useTick } from "../../live";
import { format } from "../../texts";
import { joining as t } from "../../texts/joining";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { Chip } from "../../ui/Chip";
import { Refused } from "../../ui/Refused";
import { useTitle, type PageProps } from "../common";

/** How far is the unit that joins or leaves, and what stopped it? */
export function RunPage({ session, id }: PageProps & { id: string }) {
  const found = useJoinRun(id);
  const now = useJoining();
  const run = found.data;
  useTitle(run ? t.title[run.kind](run.unit) : t.add.name, session.cluster_name);
  const other = now.data?.run && now.data.run.run_id !== id && isUnderWay(now.data.run) ? t.notice.underWay[now.data.run.kind](now.data.run.unit) : null;
  return (
    <>
      <Head run={run} />
      <Refused failure={!run && found.isError ? failureOf(found.error) : null} />
      {run && found.isError ? <Silence /> : null}
      {run ? (
        <div className="cols">
          <JoinCard key={run.run_id} run={run} whyNot={now.data?.why_not ?? other} onBegun={(begun) => navigate(href(runPath(begun)))} />
          <FoundCards run={run} />
        </div>
      ) : found.isError ? null : (
        <p className="muted">{t.loading}</p>
      )}
    </>
  );
}

/** The leader does not answer; what was last known stays on the page. */
function Silence() {
  const tick = useTick();
  const [since] = useState(tick);
  return (
    <div role="status" className="refused">
      <Banner kind="info" icon="init" cause={t.lost((tick - since) / 1000)} />
    </div>
  );
}

const failureOf = (error: unknown): Failure => (error instanceof ApiError && error.status === 404 ? { cause: t.unknown, remedy: null } : refusal(error));

function Head({ run }: { run: Join | undefined }) {
  return (
    <div className="pagehead">
      <div>
        <div className="crumb">
          <Link to="/inventory">{t.crumb}</Link>
          <span>/</span>
        </div>
        <h1 tabIndex={-1}>{run ? t.title[run.kind](run.unit) : t.add.name}</h1>
        {run ? <Meta run={run} /> : null}
      </div>
      {run ? <HeadActions run={run} /> : null}
    </div>
  );
}

function Meta({ run }: { run: Join }) {
  useTick();
  const seconds = runSeconds(run, clock.nowMs(), clock.speed);
  const { kind, words } = chipOf(run, seconds);
  const asked = Date.parse(run.asked_at ?? "");
  return (
    <div className="meta">
      <Chip kind={kind}>{words}</Chip>
      {isUnderWay(run) ? <span>{t.soFar(seconds)}</span> : null}
      {run.meta ? <span data-meta>{run.meta}</span> : null}
      {Number.isFinite(asked) ? <span className="muted">{t.asked(run.asked_by ?? "", format.moment(asked, clock.nowMs()))}</span> : null}
    </div>
  );
}

function HeadActions({ run }: { run: Join }) {
  const [isStopping, setStopping] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const press = (): void => {
    setStopping(true);
    setFailure(null);
    stop().catch((error: unknown) => {
      setStopping(false);
      setFailure(refusal(error));
    });
  };
  if (!isUnderWay(run))
    return (
      <div className="actions">
        {run.kind === "add" && run.outcome === "succeeded" ? <Button onClick={() => navigate(href("/inventory/add", { unit: null }))}>{t.another}</Button> : null}
        <Button onClick={() => navigate(href("/inventory"))}>{t.toInventory}</Button>
      </div>
    );
  return (
    <div className="actions">
      {isStopping ? (
        <span className="small muted" role="status">
          {t.stopping}
        </span>
      ) : null}
      <Button icon="stop" needs="admin" onClick={() => !isStopping && press()}>
        {t.stop}
      </Button>
      <Refused failure={failure} />
    </div>
  );
}
