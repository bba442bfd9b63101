import { lazy, Suspense } from "react";

import { Link } from "../../app/Link";
import { useParam } from "../../app/router";
import { ChartStack } from "../../charts/ChartStack";
import { ChartTools } from "../../charts/ChartTools";
import { alarmsOf, useAlarms } from "../../features/alarms/useAlarms";
import { UnitAlarms } from "../../features/alarms/UnitAlarms";
import { isPumping, useDoseRun } from "../../features/dosing/doseRun";
import { JobPanel } from "../../features/jobs/JobPanel";
import { LampsCard } from "../../features/lamps/LampsCard";
import { ModelBanner } from "../../features/units/ModelBanner";
import { labelOf, runningJobs, summaryOf } from "../../features/units/model";
import { StopUnitButton } from "../../features/units/StopUnitButton";
import { UnitName } from "../../features/units/UnitName";
import { useStates } from "../../features/units/useUnit";
import { usePresence } from "../../live";
import { text } from "../../texts";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { Chip } from "../../ui/Chip";
import { Tabs } from "../../ui/Tabs";
import { NARROW, useMedia } from "../../ui/useMedia";
import { NoExperiment } from "../overview/EmptyCards";
import { RecentEvents } from "../overview/RecentEvents";
import { useTitle, type PageProps } from "../common";
import { Restarts } from "./Restarts";
import { VialCard } from "./VialCard";

const UnitCalibrations = lazy(() => import("../../features/calibrations/UnitCalibrations").then((m) => ({ default: m.UnitCalibrations })));
const DosePanel = lazy(() => import("../../features/dosing/DosePanel").then((m) => ({ default: m.DosePanel })));

const t = text.pages.unit;
const TABS = [
  ["control", t.tabs.control],
  ["charts", t.tabs.charts],
  ["calibrations", t.tabs.calibrations],
  ["events", t.tabs.events],
] as const;

/** What is going on in this vial, and how do I change it? */
export function UnitPage({ session, overview, onCreate, unit }: PageProps & { unit: string }) {
  const { experiment, units, logs } = overview;
  const row = units.find((one) => one.pioreactor_unit === unit);
  const name = experiment?.experiment ?? "";
  useTitle(row ? `${labelOf(row)}, unit` : unit, session.cluster_name);
  useStates();
  const there = usePresence(unit);
  const [truth] = useParam("truth");
  const isNarrow = useMedia(NARROW);
  const [tab, setTab] = useParam("tab", "control");
  const [dialog, setDialog] = useParam("dialog");
  const [askedDose, forgetAsked] = useAskedDose();
  const run = useDoseRun(unit);
  const alarms = alarmsOf(useAlarms(units), unit);
  if (!experiment) return <NoExperiment onCreate={onCreate} />;
  if (!row) return <Unknown unit={unit} />;
  const hasTruth = session.simulated && truth === "on";
  const summary = summaryOf(row, name);
  const events = <RecentEvents logs={logs} units={units} experiment={name} unit={unit} />;
  const calibrations = (
    <Suspense fallback={null}>
      <UnitCalibrations unit={unit} />
    </Suspense>
  );
  const control = (
    <div className="ucols">
      <div className="stack left">
        <VialCard row={row} experiment={name} hasTruth={hasTruth} />
        <LampsCard row={row} experiment={name} />
      </div>
      <JobPanel row={row} experiment={name} />
    </div>
  );
  const charts = (
    <>
      <ChartTools startS={Date.parse(experiment.created_at) / 1000} isSimulated={session.simulated} />
      {isNarrow ? (
        <ChartStack page="unit" experiment={experiment} units={[row]} unit={unit} logs={logs} />
      ) : (
        <div className="cols">
          <ChartStack page="unit" experiment={experiment} units={[row]} unit={unit} logs={logs} />
          <div className="stack side">
            {events}
            {calibrations}
          </div>
        </div>
      )}
    </>
  );
  return (
    <>
      <div className="pagehead">
        <div>
          <p className="crumb">
            <Link to="/">{name}</Link>
            <span>/</span>
            <Link to="/units">{text.pages.units.name}</Link>
          </p>
          <UnitName key={row.label} row={row} experiment={name} />
          <div className="meta">
            <span>
              {unit}, {t.model(row.model_name, row.model_version)}
            </span>
            <Chip kind={summary.kind}>{summary.words}</Chip>
            <span>{t.running(runningJobs(row, name).length)}</span>
            <Restarts row={row} />
          </div>
        </div>
        <div className="actions">
          <Button kind="primary" icon={isPumping(run) ? "init" : "drop"} spin={isPumping(run)} needs="operator" data-dose-open onClick={() => setDialog("dose")}>
            {isPumping(run) ? t.dosing : t.dose}
          </Button>
          <StopUnitButton row={row} experiment={name} />
        </div>
      </div>
      {row.model_name ? null : <ModelBanner row={row} />}
      <UnitAlarms alarms={alarms} label={labelOf(row)} />
      {there.state === "offline" && summary.isOffline ? (
        <div style={{ marginBottom: "var(--gap)" }}>
          <Banner kind="warn" cause={text.actions.disabled.offline(labelOf(row))}>
            {t.meanwhile}
          </Banner>
        </div>
      ) : null}
      {isNarrow ? (
        <Tabs label={t.tabs.name} tabs={TABS} value={tab} onPick={setTab}>
          {tab === "charts" ? charts : tab === "events" ? events : tab === "calibrations" ? calibrations : control}
        </Tabs>
      ) : (
        <>
          {control}
          {charts}
        </>
      )}
      {dialog === "dose" ? (
        <Suspense fallback={null}>
          <DosePanel row={row} experiment={name} hasTruth={hasTruth} asked={askedDose} onClose={() => { setDialog(""); forgetAsked(); }} />
        </Suspense>
      ) : null}
    </>
  );
}

/** The dose that the address asks for, `liquid=waste&amount=2 mL`. It is put into the fields of the panel, no more. */
function useAskedDose(): [{ liquid?: "media" | "alt_media" | "waste"; typed?: string }, () => void] {
  const [liquid, setLiquid] = useParam("liquid");
  const [amount, setAmount] = useParam("amount");
  const known = (["media", "alt_media", "waste"] as const).find((one) => one === liquid);
  const forget = (): void => {
    setLiquid("");
    setAmount("");
  };
  return [{ ...(known ? { liquid: known } : {}), ...(amount ? { typed: amount } : {}) }, forget];
}

function Unknown({ unit }: { unit: string }) {
  return (
    <section className="card empty">
      <div className="body">
        <h1 tabIndex={-1}>{t.unknown(unit)}</h1>
        <p>{t.unknownBody}</p>
        <Link className="btn primary" to="/units">
          {text.pages.units.name}
        </Link>
      </div>
    </section>
  );
}
