import { QueryClientProvider } from "@tanstack/react-query";
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";

import { fetchSession, keys, queryClient, refreshCluster, useChartDescriptors, useJobDescriptors, useOverview, useSessionQuery, useUnitConfig } from "../api/queries";
import type { Session } from "../api/types";
import { setChartKinds } from "../charts/kinds";
import { AlarmBar } from "../features/alarms/AlarmBar";
import { unseen } from "../features/alarms/alarmModel";
import { acknowledge } from "../features/alarms/commands";
import { useAlarmPolling, useAlarms } from "../features/alarms/useAlarms";
import { setCatalogue } from "../features/jobs/catalogue";
import { useNamedTopics } from "../features/jobs/namedTopics";
import { labelOf } from "../features/units/model";
import { StopDialog } from "../features/stop/StopDialog";
import { clock, startLive, useExperimentTopics, useGroup, useTruthTopics } from "../live";
import { useRemember } from "../features/lastKnown/useRemember";
import { whyForbidden } from "../features/people/forbidden";
import { Page } from "../pages/Page";
import { text } from "../texts";
import { Permission, useWhyForbidden, type Needs } from "../ui/permission";
import { ErrorBoundary } from "./ErrorBoundary";
import { Gate } from "./Gate";
import { useKeyboard } from "./keyboard";
import { hasLetterKeys, setLetterKeys } from "./keyChoice";
import { LinkBanner } from "./LinkBanner";
import { BottomBar, PageTabs, Rail } from "./Rail";
import { href, navigate, useParam, usePath } from "./router";
import { nextTheme } from "./theme";
import { TopBar } from "./TopBar";

const CreateDialog = lazy(() => import("../features/experiments/CreateDialog").then((m) => ({ default: m.CreateDialog })));
const KeysDialog = lazy(() => import("./KeysDialog").then((m) => ({ default: m.KeysDialog })));
const Palette = lazy(() => import("../features/palette/Palette").then((m) => ({ default: m.Palette })));
const NoteDialog = lazy(() => import("../features/events/NoteDialog").then((m) => ({ default: m.NoteDialog })));

export function App() {
  return (
    <QueryClientProvider client={queryClient}>
      <Entrance />
    </QueryClientProvider>
  );
}

function Entrance() {
  const session = useSessionQuery();
  // While it is tried again there is no error for a moment; what stands on the screen stays until there is an answer.
  const [failure, setFailure] = useState<unknown>(null);
  if (session.error && session.error !== failure) setFailure(session.error);
  const me = session.data?.me;
  const ask = useCallback((needs: Needs) => (me ? whyForbidden(me, needs) : null), [me]);
  if (session.data)
    return (
      <Permission value={ask}>
        <Frame session={session.data} />
      </Permission>
    );
  const error = session.error ?? failure;
  return error ? <Gate error={error} onRetry={() => void session.refetch()} /> : null;
}

/** Starts the live side once; the password is asked for anew before each try. */
function useLive(session: Session): void {
  useEffect(() => {
    clock.set(session.clock.utc_s, session.clock.speed, session.leader);
    let isFirst = true;
    startLive(async () => {
      if (isFirst) {
        isFirst = false;
        return session.mqtt;
      }
      const fresh = await fetchSession();
      queryClient.setQueryData(keys.session, fresh);
      return fresh.mqtt;
    });
    // The session object changes with every renewal; the connection is made once for the life of the page.
    // oxlint-disable-next-line react/exhaustive-deps
  }, []);
}

type Open = null | "create" | "keys" | "palette" | "note" | "stop" | "stop-now";

/** What descriptors add to the picture: jobs with their settings, charts with their sources. */
function useCatalogues(leader: string): void {
  const jobs = useJobDescriptors().data;
  const charts = useChartDescriptors().data;
  const config = useUnitConfig(leader).data;
  useEffect(() => {
    if (jobs) setCatalogue(jobs);
  }, [jobs]);
  useEffect(() => {
    if (charts) setChartKinds(charts, config?.["ui.overview.charts"] ?? {});
  }, [charts, config]);
}

function Frame({ session }: { session: Session }) {
  useLive(session);
  const [wanted] = useParam("experiment");
  const overview = useOverview(wanted || null);
  const experiment = overview.data?.experiment ?? null;
  const [, setWindow] = useParam("w", "24h");
  const [open, setOpen] = useState<Open>(null);
  useCatalogues(session.leader);
  useExperimentTopics(experiment?.experiment ?? null, useNamedTopics());
  useTruthTopics(session.simulated);
  useAssignmentRefresh();
  useRemember(session, overview.data);
  usePageFocus();
  const isWatching = useWhyForbidden("operator") !== null;
  const onStopAll = useCallback((isAtOnce: boolean) => setOpen(isAtOnce && !isWatching ? "stop-now" : "stop"), [isWatching]);
  const onKeys = useCallback(() => setOpen("keys"), []);
  const [like, setLike] = useState<string | null>(null);
  const onCreate = useCallback((from?: string) => {
    setLike(from ?? null);
    setOpen("create");
  }, []);
  const onNote = useCallback(() => setOpen("note"), []);
  const onPalette = useCallback(() => setOpen("palette"), []);
  useAlarmPolling();
  const alarms = useAlarms(overview.data?.units);
  const worst = unseen(alarms)[0];
  const onAcknowledge = useCallback(() => worst && !isWatching && void acknowledge(worst), [worst, isWatching]);
  useKeyboard({ onStopAll, onKeys, onPalette, onNote, onWindow: setWindow, onAcknowledge });
  const label = (unit: string): string => labelOf(overview.data?.units.find((row) => row.pioreactor_unit === unit) ?? { label: null, pioreactor_unit: unit });
  const close = useCallback(() => setOpen(null), []);
  const frameActions = useMemo(
    () => ({ onNote, onCreate: () => onCreate(), onStopAll: () => onStopAll(false), onKeys, onTheme: nextTheme, onLetterKeys: () => setLetterKeys(!hasLetterKeys()) }),
    [onNote, onCreate, onStopAll, onKeys],
  );
  return (
    <>
      <div className="app">
        <a className="skip" href="#main">
          {text.frame.skip}
        </a>
        <Rail session={session} alarms={alarms.length} onKeys={onKeys} />
        <TopBar session={session} overview={overview.data} onCreate={onCreate} onStopAll={onStopAll} onPalette={onPalette}>
          <AlarmBar alarms={alarms} label={label} />
        </TopBar>
        <main id="main" className="page" tabIndex={-1}>
          <div className="wrap">
            <PageTabs alarms={alarms.length} />
            <LinkBanner />
            <ErrorBoundary>
              <Page session={session} overview={overview} onCreate={onCreate} onNote={onNote} />
            </ErrorBoundary>
          </div>
        </main>
        <BottomBar alarms={alarms.length} />
      </div>
      {(open === "stop" || open === "stop-now") && experiment ? (
        <StopDialog key={open} experiment={experiment} experiments={overview.data?.experiments ?? []} units={overview.data?.units ?? []} isAtOnce={open === "stop-now"} onClose={close} />
      ) : null}
      <Suspense fallback={null}>
        {open === "create" ? (
          <CreateDialog
            experiments={overview.data?.experiments ?? []}
            like={like}
            onClose={close}
            onCreated={(name) => {
              close();
              navigate(href("/", { experiment: name }));
            }}
          />
        ) : null}
        {open === "palette" ? <Palette overview={overview.data} actions={frameActions} onClose={close} /> : null}
        {open === "keys" ? <KeysDialog onClose={close} /> : null}
        {open === "note" && experiment ? <NoteDialog experiment={experiment.experiment} units={overview.data?.units ?? []} onClose={close} /> : null}
      </Suspense>
    </>
  );
}

/** Someone moved a unit, here or elsewhere: lists are asked for again. */
function useAssignmentRefresh(): void {
  const version = useGroup("assignment");
  const first = useRef(version);
  useEffect(() => {
    if (version === first.current) return;
    const timer = setTimeout(() => void refreshCluster(), 300);
    return () => clearTimeout(timer);
  }, [version]);
}

/** After a change of page the focus stands on its heading, as after a page load; a page that has to be fetched first brings it later. */
function usePageFocus(): void {
  const path = usePath();
  const shown = useRef(path);
  useEffect(() => {
    const main = document.querySelector("main");
    if (shown.current === path || !main) return;
    shown.current = path;
    // The heading of the page before stays in the tree, hidden, until the next page has come: that one takes no focus.
    const focus = (): boolean => {
      const heading = main.querySelector<HTMLElement>("h1");
      heading?.focus();
      return heading !== null && document.activeElement === heading;
    };
    if (focus()) return;
    const watch = new MutationObserver(() => focus() && watch.disconnect());
    watch.observe(main, { childList: true, subtree: true });
    return () => watch.disconnect();
  }, [path]);
}
