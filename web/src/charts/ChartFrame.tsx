import { lazy, Suspense, useCallback, useMemo, useState } from "react";

import { useParam } from "../app/router";
import { useShownTheme } from "../app/theme";
import type { Mark } from "../features/events/marks";
import { clock } from "../live";
import type { TimeScale } from "./axes";
import type { Band } from "./bands";
import { ALL, Brush } from "./Brush";
import { ChartCard } from "./ChartCard";
import { useHistory } from "./history";
import { unitOf, type ChartKind } from "./kinds";
import { liveSource, type ShownUnit } from "./liveSource";
import { fixedText, parseSpan, useSpan, type Span } from "./span";
import { useHidden } from "./useHidden";
import { useSelection } from "./useSelection";

const LiveStatistics = lazy(() => import("./LiveStatistics").then((m) => ({ default: m.LiveStatistics })));

export interface FrameProps {
  kind: ChartKind;
  experiment: string;
  unit: string | null;
  units: readonly ShownUnit[];
  /** Start of the experiment, unix seconds: zero of the elapsed scale. */
  startS: number;
  intervalS: number;
  isCalibrated: boolean;
  hasLegend?: boolean;
  hasBrush?: boolean;
  /** What happened: signs above the chart with the brush, hairlines in all. */
  marks: readonly Mark[];
  /** Instead of the kind's own height, except on a phone. */
  height?: number | undefined;
  /** What an automation holds the value at. */
  band?: Band | null;
  /** A window of its own, unix seconds, instead of the one that the charts of the page share. */
  around?: { a: number; b: number };
  onHideChart?: (() => void) | undefined;
}

const LIVE = "24h";
const nowS = (): number => clock.nowMs() / 1000;

/** One chart of an experiment that may still run. All charts of a page share window, cursor and selection. */
export function ChartFrame(props: FrameProps) {
  const { kind, experiment, unit, units, startS, intervalS, around } = props;
  const [shared, setShared] = useSpan();
  const [own, setOwn] = useState<Span | null>(null);
  const isAlone = around !== undefined;
  const first = around ? fixedText(around.a, around.b) : null;
  const span = useMemo(() => (first === null ? shared : (own ?? parseSpan(first))), [first, own, shared]);
  const setSpan = useCallback((text: string) => (isAlone ? setOwn(parseSpan(text)) : setShared(text)), [isAlone, setShared]);
  const [scale] = useParam("scale", "elapsed");
  const [truth] = useParam("truth");
  const [hidden, setHidden] = useHidden();
  const [selection, setSelection] = useSelection();
  const history = useHistory({ experiment, table: kind.table, unit, span, startS });
  const stored = history.data;
  const isStepped = kind.isStepped === true;
  const hasTruth = truth === "on" && kind.table === "growth_rates";
  const source = useMemo(() => liveSource({ experiment, table: kind.table, unit, units, stored, intervalS, isStepped, hasTruth }), [experiment, kind.table, unit, units, stored, intervalS, isStepped, hasTruth]);
  const timeScale: TimeScale = scale === "clock" ? "clock" : "elapsed";
  const unitText = unitOf(kind, props.isCalibrated);
  return (
    <ChartCard
      kind={kind}
      title={kind.title}
      unitText={unitText}
      source={source}
      span={span}
      onSpan={setSpan}
      startS={startS}
      nowS={nowS}
      scale={timeScale}
      hidden={hidden}
      onHidden={setHidden}
      {...(props.hasLegend ? { hasLegend: true } : {})}
      marks={props.marks}
      {...(props.hasBrush ? { hasLane: true } : {})}
      height={props.height}
      band={props.band ?? null}
      brush={props.hasBrush ? <LiveBrush {...props} span={span} onSpan={setSpan} hidden={hidden} /> : null}
      {...(isAlone ? {} : { live: LIVE, selection, onSelection: setSelection })}
      statistics={
        !isAlone && selection?.chart === kind.key ? (
          <Suspense fallback={null}>
            <LiveStatistics {...props} unitText={unitText} selection={selection} scale={timeScale} hidden={hidden} onSpan={setSpan} onClear={() => setSelection(null)} />
          </Suspense>
        ) : null
      }
      isPending={history.isPending}
      isError={history.isError}
      onRetry={() => void history.refetch()}
      onHideChart={props.onHideChart}
      csv={async (lines, ends) => (await import("./save")).csvOf(lines, kind.table, ends)}
    />
  );
}

interface Shared extends FrameProps {
  hidden: ReadonlySet<string>;
  onSpan: (text: string) => void;
}

function LiveBrush({ kind, experiment, unit, units, startS, intervalS, span, onSpan, hidden }: Shared & { span: Span }) {
  const theme = useShownTheme();
  const stored = useHistory({ experiment, table: kind.table, unit, span: ALL, startS }).data;
  const source = useMemo(() => liveSource({ experiment, table: kind.table, unit, units, stored, intervalS, isStepped: false, hasTruth: false }), [experiment, kind.table, unit, units, stored, intervalS]);
  return <Brush source={source} startS={startS} nowS={nowS} span={span} onSpan={onSpan} theme={theme} hidden={hidden} />;
}
