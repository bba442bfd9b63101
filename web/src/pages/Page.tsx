import type { UseQueryResult } from "@tanstack/react-query";
import { lazy, Suspense } from "react";

import type { Overview, Session } from "../api/types";
import { Gate } from "../app/Gate";
import { Link } from "../app/Link";
import { usePath } from "../app/router";
import { text } from "../texts";
import { EventsPage } from "./events/EventsPage";
import { OverviewPage } from "./overview/OverviewPage";
import { Skeleton } from "./Skeleton";
import { UnitsPage } from "./units/UnitsPage";

const UnitPage = lazy(() => import("./unit/UnitPage").then((m) => ({ default: m.UnitPage })));
const UpgradesPage = lazy(() => import("./upgrades/UpgradesPage").then((m) => ({ default: m.UpgradesPage })));
const AlarmsPage = lazy(() => import("./alarms/AlarmsPage").then((m) => ({ default: m.AlarmsPage })));
const InventoryPage = lazy(() => import("./inventory/InventoryPage").then((m) => ({ default: m.InventoryPage })));
const AddPage = lazy(() => import("./inventory/AddPage").then((m) => ({ default: m.AddPage })));
const RunPage = lazy(() => import("./inventory/RunPage").then((m) => ({ default: m.RunPage })));
const ExperimentsPage = lazy(() => import("./experiments/ExperimentsPage").then((m) => ({ default: m.ExperimentsPage })));
const CalibrationsPage = lazy(() => import("./calibrations/CalibrationsPage").then((m) => ({ default: m.CalibrationsPage })));
const DevicePage = lazy(() => import("./calibrations/DevicePage").then((m) => ({ default: m.DevicePage })));
const StartPage = lazy(() => import("./calibrations/StartPage").then((m) => ({ default: m.StartPage })));
const SessionPage = lazy(() => import("./calibrations/SessionPage").then((m) => ({ default: m.SessionPage })));
const ConfigPage = lazy(() => import("./config/ConfigPage").then((m) => ({ default: m.ConfigPage })));
const LeaderPage = lazy(() => import("./leader/LeaderPage").then((m) => ({ default: m.LeaderPage })));
const PlatePage = lazy(() => import("./plate/PlatePage").then((m) => ({ default: m.PlatePage })));
const ChartsPage = lazy(() => import("./charts/ChartsPage").then((m) => ({ default: m.ChartsPage })));
const ExportPage = lazy(() => import("./export/ExportPage").then((m) => ({ default: m.ExportPage })));
const ComparePage = lazy(() => import("./compare/ComparePage").then((m) => ({ default: m.ComparePage })));
const PeoplePage = lazy(() => import("./people/PeoplePage").then((m) => ({ default: m.PeoplePage })));

interface Props {
  session: Session;
  overview: UseQueryResult<Overview>;
  onCreate: (like?: string) => void;
  onNote: () => void;
}

/** The page of the address. Frame and headings stand at once; the rest follows with the first answer. */
export function Page({ session, overview, onCreate, onNote }: Props) {
  const path = usePath();
  if (!overview.data) return overview.isError ? <Gate error={overview.error} onRetry={() => void overview.refetch()} /> : <Skeleton />;
  const props = { session, overview: overview.data, onCreate, onNote };
  const unit = /^\/units\/([^/]+)$/.exec(path)?.[1];
  const run = /^\/inventory\/runs\/([^/]+)$/.exec(path)?.[1];
  if (path === "/") return <OverviewPage {...props} />;
  if (path === "/units") return <UnitsPage {...props} />;
  if (unit) return <Suspense fallback={<Skeleton />}><UnitPage key={unit} {...props} unit={decodeURIComponent(unit)} /></Suspense>;
  if (path === "/plate") return <Suspense fallback={<Skeleton />}><PlatePage {...props} /></Suspense>;
  if (path === "/charts") return <Suspense fallback={<Skeleton />}><ChartsPage {...props} /></Suspense>;
  if (path === "/compare") return <Suspense fallback={<Skeleton />}><ComparePage {...props} /></Suspense>;
  if (path === "/alarms") return <Suspense fallback={<Skeleton />}><AlarmsPage {...props} /></Suspense>;
  if (path === "/upgrades") return <Suspense fallback={<Skeleton />}><UpgradesPage {...props} /></Suspense>;
  if (path === "/inventory") return <Suspense fallback={<Skeleton />}><InventoryPage {...props} /></Suspense>;
  if (path === "/inventory/add") return <Suspense fallback={<Skeleton />}><AddPage {...props} /></Suspense>;
  if (run) return <Suspense fallback={<Skeleton />}><RunPage key={run} {...props} id={decodeURIComponent(run)} /></Suspense>;
  if (path === "/experiments") return <Suspense fallback={<Skeleton />}><ExperimentsPage {...props} /></Suspense>;
  if (path === "/calibrations") return <Suspense fallback={<Skeleton />}><CalibrationsPage {...props} /></Suspense>;
  if (path === "/calibrations/new") return <Suspense fallback={<Skeleton />}><StartPage {...props} /></Suspense>;
  const [, calUnit, calId] = /^\/calibrations\/sessions\/([^/]+)\/([^/]+)$/.exec(path)?.map(decodeURIComponent) ?? [];
  if (calUnit && calId) return <Suspense fallback={<Skeleton />}><SessionPage key={calId} {...props} unit={calUnit} id={calId} /></Suspense>;
  const [, ofUnit, device] = /^\/calibrations\/([^/]+)\/([^/]+)$/.exec(path)?.map(decodeURIComponent) ?? [];
  if (ofUnit && device) return <Suspense fallback={<Skeleton />}><DevicePage key={path} {...props} unit={ofUnit} device={device} /></Suspense>;
  if (path === "/config") return <Suspense fallback={<Skeleton />}><ConfigPage {...props} /></Suspense>;
  if (path === "/export") return <Suspense fallback={<Skeleton />}><ExportPage {...props} /></Suspense>;
  if (path === "/people") return <Suspense fallback={<Skeleton />}><PeoplePage {...props} /></Suspense>;
  if (path === "/leader") return <Suspense fallback={<Skeleton />}><LeaderPage {...props} /></Suspense>;
  if (path === "/events") return <EventsPage {...props} />;
  return <NotFound />;
}

function NotFound() {
  const t = text.frame.notFound;
  return (
    <section className="card empty">
      <div className="body">
        <h1 tabIndex={-1}>{t.title}</h1>
        <p>{t.body}</p>
        <Link className="btn primary" to="/">
          {t.back}
        </Link>
      </div>
    </section>
  );
}
