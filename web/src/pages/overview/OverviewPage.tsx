import { useState } from "react";

import { useParam } from "../../app/router";
import { useArranged } from "../../charts/arrangement";
import { ChartStack } from "../../charts/ChartStack";
import { ChartTools } from "../../charts/ChartTools";
import { Description, Tags } from "../../features/experiments/Details";
import { ExperimentMenu } from "../../features/experiments/ExperimentMenu";
import { actionKey } from "../../features/experiments/commands";
import { AssignDialog } from "../../features/experiments/AssignDialog";
import { CULTURE_JOBS } from "../../features/jobs/catalogue";
import { Outcome, useAction } from "../../features/jobs/Outcome";
import { StartOutcomes } from "../../features/jobs/StartAll";
import { StartDialog } from "../../features/jobs/StartDialog";
import { isRunning, jobState, runningJobs } from "../../features/units/model";
import { UnitLine } from "../../features/units/UnitLine";
import { useStates } from "../../features/units/useUnit";
import { clock } from "../../live";
import { format, text } from "../../texts";
import { Button } from "../../ui/Button";
import { Link } from "../../app/Link";
import { useTitle, type PageProps } from "../common";
import { IdleCard, NoExperiment, NoUnits } from "./EmptyCards";
import { NowStrip } from "./NowStrip";
import { RecentEvents } from "./RecentEvents";

const t = text.pages.overview;

/** Height for the events, px, so that both columns end at about the same line. */
const eventsRoom = (charts: number, units: number): number => Math.max(320, 470 + 275 * (charts - 1) - 62 * units - 150);

/** How does the experiment do? */
export function OverviewPage({ session, overview, onCreate, onNote }: PageProps) {
  useTitle(overview.experiment?.experiment ?? t.name, session.cluster_name);
  useStates();
  const [isAssigning, setAssigning] = useState(false);
  const [isStarting, setStarting] = useState(false);
  const [truth] = useParam("truth");
  const charts = useArranged("overview").shown.length;
  const { experiment, units, logs } = overview;
  const ended = useAction(actionKey(experiment?.experiment ?? ""));
  if (!experiment) return <NoExperiment onCreate={onCreate} />;
  const name = experiment.experiment;
  const isIdle = units.length > 0 && units.every((row) => runningJobs(row, name).length === 0);
  const isPartial = units.some((row) => CULTURE_JOBS.some((job) => !isRunning(jobState(row, name, job))));
  const hasData = units.some((row) => row.latest.od || row.latest.growth_rate);
  return (
    <>
      <div className="pagehead">
        <div>
          <h1 tabIndex={-1}>{name}</h1>
          <div className="meta">
            <span>{t.started(format.moment(Date.parse(experiment.created_at), clock.nowMs()))}</span>
            <span>{t.units(units.length)}</span>
            <Description row={experiment} />
            <Tags row={experiment} />
          </div>
          <Outcome record={ended} />
        </div>
        <div className="actions">
            {units.length > 0 ? (
              <Button icon="flag" needs="operator" onClick={onNote}>
                {t.note}
              </Button>
            ) : null}
            {!isIdle && isPartial ? (
              <Button kind="primary" icon="play" needs="operator" onClick={() => setStarting(true)}>
                {t.startJobs}
              </Button>
            ) : null}
            <ExperimentMenu row={experiment} onClone={onCreate} />
          </div>
      </div>
      {units.length === 0 ? <NoUnits onAssign={() => setAssigning(true)} /> : null}
      {isIdle ? <IdleCard units={units} experiment={name} /> : null}
      {units.length > 0 && !isIdle ? <StartOutcomes units={units} experiment={name} /> : null}
      {units.length > 0 && (!isIdle || hasData) ? (
        <>
          <NowStrip units={units} experiment={name} />
          <ChartTools startS={Date.parse(experiment.created_at) / 1000} isSimulated={session.simulated} />
          <div className="cols">
            <ChartStack page="overview" experiment={experiment} units={units} unit={null} logs={logs} />
            <div className="stack side" style={{ "--events-room": `${eventsRoom(charts, units.length)}px` } as React.CSSProperties}>
              <section className="card units-first" aria-label={t.unitsCard}>
                <header>
                  <h2>{t.unitsCard}</h2>
                  <Link className="small" to="/units">
                    {t.cardsLink}
                  </Link>
                </header>
                <ul className="ulist">
                  {units.map((row) => (
                    <li key={row.pioreactor_unit}>
                      <UnitLine row={row} experiment={name} hasTruth={session.simulated && truth === "on"} />
                    </li>
                  ))}
                </ul>
              </section>
              <RecentEvents logs={logs} units={units} experiment={name} unit={null} />
            </div>
          </div>
        </>
      ) : null}
      {isStarting ? <StartDialog units={units} experiment={name} onClose={() => setStarting(false)} /> : null}
      {isAssigning ? <AssignDialog experiment={name} onClose={() => setAssigning(false)} /> : null}
    </>
  );
}
