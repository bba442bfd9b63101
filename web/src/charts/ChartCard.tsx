import { useEffect, useMemo, useRef, useState, type ReactNode } from "react";

import { useShownTheme } from "../app/theme";
import type { Mark } from "../features/events/marks";
import { text } from "../texts";
import { Button } from "../ui/Button";
import { Menu } from "../ui/Menu";
import { PHONE, useMedia } from "../ui/useMedia";
import type { TimeScale } from "./axes";
import type { Band } from "./bands";
import { pressChartKey } from "./chartKeys";
import type { ChartKind } from "./kinds";
import { Lane } from "./Lane";
import { Legend } from "./Legend";
import type { LineSource, PlotLine } from "./lines";
import { rightRoom, Y_ROOM } from "./room";
import type { Picture } from "./save";
import type { Selection } from "./selection";
import { endsOf, fixedText, type Span } from "./span";
import { TableView } from "./TableView";
import { isSeen, onChartTick } from "./ticker";
import { TipBox } from "./TipBox";
import { useLog } from "./useLog";
import { useWheel } from "./useWheel";
import { ChartView, type Drawn, type Tip } from "./view";

export interface CardProps {
  kind: ChartKind;
  title: string;
  unitText: string;
  source: LineSource;
  span: Span;
  onSpan: (text: string) => void;
  /** Zero of the elapsed scale. */
  startS: number;
  /** Where the data begin, where that is not at zero, and where they end; seconds of the axis. */
  firstS?: number;
  nowS: () => number;
  scale: TimeScale;
  hidden: ReadonlySet<string>;
  onHidden: (hidden: ReadonlySet<string>) => void;
  syncKey?: string;
  hasLegend?: boolean;
  /** What happened: signs above the chart with the lane, hairlines in all. */
  marks?: readonly Mark[];
  hasLane?: boolean;
  /** Instead of the kind's own height, except on a phone. */
  height?: number | undefined;
  band?: Band | null;
  brush?: ReactNode;
  /** The stretch that somebody looks at; without `onSelection` there are none here. */
  selection?: Selection | null;
  onSelection?: (selection: Selection | null) => void;
  /** Below the plot while the selection was drawn on this chart. */
  statistics?: ReactNode;
  isPending: boolean;
  isError: boolean;
  onRetry: () => void;
  /** The window that *Back to live* shows; none where nothing is live. */
  live?: string;
  onHideChart?: (() => void) | undefined;
  csv: (lines: readonly PlotLine[], ends: readonly [number, number]) => string | Promise<string>;
}

const NO_MARKS: readonly Mark[] = [];
const LANE_PX = 17;
const LATER_MS = 300;
const NEAR_PX = 7;
const t = text.pages.chart;
const nothing: Drawn = { lines: [], version: "", isEmpty: true, ends: [0, 1], width: 0 };

/** One chart in its card: title, legend, plot, brush, statistics, table. */
export function ChartCard(props: CardProps) {
  const { kind, source, span, onSpan, startS, nowS, scale, hidden, onSelection, title, unitText } = props;
  const { marks = NO_MARKS, syncKey = "charts", firstS = startS } = props;
  const [isLog, setLog] = useLog(kind.key);
  const [isTable, setTable] = useState(false);
  const [tip, setTip] = useState<Tip | null>(null);
  const [drawn, setDrawn] = useState<Drawn>(nothing);
  const [isInside, setInside] = useState(false);
  const theme = useShownTheme();
  const card = useRef<HTMLElement>(null);
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<ChartView | null>(null);
  const anchor = useRef<number | null>(null);
  const later = useRef<{ span: Span; timer: ReturnType<typeof setTimeout> } | null>(null);
  const isPhone = useMedia(PHONE);
  const height = isPhone ? kind.phoneHeight : (props.height ?? kind.height);
  const isFixed = span.kind === "fixed";
  const chart = kind.key;

  // The view lives as long as the card; what it tells goes to whoever listens now.
  const listener = useRef({ onSpan, onSelection, chart });
  useEffect(() => {
    listener.current = { onSpan, onSelection, chart };
  });
  useEffect(() => {
    if (!host.current || !card.current) return;
    const made = new ChartView(host.current, {
      onTip: setTip,
      onRange: (a, b, isShift) => {
        const told = listener.current;
        if (!isShift) return told.onSpan(fixedText(a, b));
        told.onSelection?.({ chart: told.chart, a, b });
        host.current?.focus({ preventScroll: true });
      },
      onDrawn: (now) => setDrawn((last) => (isSame(last, now) ? last : now)),
    });
    view.current = made;
    const stop = onChartTick(card.current, () => made.tick());
    return () => {
      stop();
      if (later.current) clearTimeout(later.current.timer);
      later.current = null;
      made.destroy();
    };
  }, []);

  const moments = useMemo(() => marks.filter((mark) => mark.kind === "note" || mark.kind === "alarm").map((mark) => ({ t: mark.t, isAlarm: mark.kind === "alarm" })), [marks]);
  const bandKey = props.band ? `${props.band.low}~${props.band.high}` : "";
  const band = useMemo(() => (bandKey ? { low: Number(bandKey.split("~")[0]), high: Number(bandKey.split("~")[1]) } : null), [bandKey]);
  const [from, to] = [props.selection?.a, props.selection?.b];
  const selection = useMemo(() => (from === undefined || to === undefined ? null : ([from, to] as const)), [from, to]);
  useEffect(() => {
    const seen = card.current !== null && isSeen(card.current);
    const made = view.current;
    made?.configure({ kind, source, ends: () => endsOf(span, firstS, nowS()), isFixed, startS, scale, isLog, hidden, height, theme, syncKey, moments, band, selection }, seen);
    // What nobody sees is drawn once the window rests.
    if (seen || later.current?.span === span) return;
    if (later.current) clearTimeout(later.current.timer);
    const timer = setTimeout(() => {
      later.current = null;
      made?.tick();
    }, LATER_MS);
    later.current = { span, timer };
  }, [kind, source, span, isFixed, startS, firstS, nowS, scale, isLog, hidden, height, theme, syncKey, moments, band, selection]);

  const keyboard = (event: React.KeyboardEvent): void => {
    if (!view.current) return;
    const isPressed = pressChartKey(event, view.current, {
      startS: firstS,
      nowS: nowS(),
      onSpan,
      onSelect: onSelection ? (a, b) => onSelection({ chart, a, b }) : null,
      onClear: onSelection && selection ? () => onSelection(null) : null,
      onTable: () => setTable(!isTable),
      onLog: kind.canLog ? () => setLog(!isLog) : null,
      anchor,
    });
    if (!isPressed) return;
    if (event.key.startsWith("Arrow")) setInside(true);
    event.preventDefault();
    event.stopPropagation();
  };
  const wheel = useMemo(() => ({ startS: firstS, nowS, onSpan }), [firstS, nowS, onSpan]);
  useWheel(host, view, wheel);
  const hover = (isIn: boolean): void => {
    setInside(isIn);
    view.current?.hold(isIn);
  };

  const picture = async (how: "savePng" | "saveSvg"): Promise<void> => {
    const made = view.current;
    if (!made?.plot) return;
    const picture: Picture = { title, unitText, plot: made.plot, lines: made.lines, isShown: (line) => !hidden.has(line.group), kind, isLog, scale, startS, band, selection };
    await (await import("./save"))[how](picture);
  };
  const numbers = async (): Promise<void> => {
    const shown = (view.current?.lines ?? []).filter((line) => !hidden.has(line.group));
    (await import("./save")).saveCsv(title, await props.csv(shown, view.current?.ends() ?? [0, 0]));
  };
  const look = (): void => {
    const ends = view.current?.ends();
    if (ends) onSelection?.({ chart, a: ends[0], b: ends[1] });
  };
  const items = [
    { label: isTable ? t.plot : t.table, keyHint: "T", onPick: () => setTable(!isTable) },
    ...(kind.canLog ? [{ label: isLog ? t.linear : t.log, keyHint: "L", onPick: () => setLog(!isLog) }] : []),
    { label: t.reset, keyHint: "0", onPick: () => onSpan("all") },
    ...(onSelection ? [{ label: kind.canLog ? text.charts.menu.fit : text.charts.menu.statistics, onPick: look }] : []),
    { label: t.png, onPick: () => void picture("savePng") },
    { label: text.charts.menu.svg, onPick: () => void picture("saveSvg") },
    { label: t.csv, onPick: () => void numbers() },
    ...(props.onHideChart ? [{ label: text.charts.menu.hide, onPick: props.onHideChart }] : []),
  ];
  const ends: readonly [number, number] = span.kind === "fixed" ? [span.a, span.b] : drawn.ends;
  const { lines, width, isEmpty } = drawn;
  const { live } = props;
  return (
    <section ref={card} className="card chart" aria-label={title} data-chart={chart} data-points={lines.reduce((n, line) => n + line.t.length, 0)}>
      <header>
        <h2>
          {title} <span>{unitText}</span>
        </h2>
        {isFixed && live ? (
          <Button size="sm" onClick={() => onSpan(live)}>
            {t.backLive}
          </Button>
        ) : null}
        <Menu label={t.more(title)} items={items} />
      </header>
      {props.hasLegend && lines.length > 0 ? <Legend lines={lines} show={kind.show} hidden={hidden} onHide={props.onHidden} /> : null}
      {props.isError ? <HistoryFailed onRetry={props.onRetry} /> : null}
      <div className="plot" style={{ minHeight: height + 16 + (props.hasLane ? LANE_PX : 0) }} hidden={isTable}>
        {props.hasLane ? <Lane marks={marks} ends={ends} width={width} /> : null}
        <div
          ref={host}
          className="host"
          style={{ height }}
          tabIndex={0}
          role="application"
          aria-label={[t.keys(title, lines.length) + (onSelection ? text.charts.keys : ""), band ? t.band(kind.show(band.low), kind.show(band.high)) : ""].filter(Boolean).join(" ")}
          onKeyDown={keyboard}
          onPointerEnter={() => hover(true)}
          onPointerLeave={() => hover(false)}
          onBlur={() => setInside(false)}
        >
          {isEmpty ? (
            <div className="none" style={{ position: "absolute", inset: 0, zIndex: 2 }}>
              {props.isPending || drawn === nothing ? null : <p>{kind.none}</p>}
            </div>
          ) : null}
        </div>
        {tip && isInside && !isEmpty ? <TipBox tip={tip} marks={near(marks, tip, ends, width)} show={kind.show} scale={scale} startS={startS} /> : null}
      </div>
      {isTable && band ? <p className="small muted bandnote">{t.band(kind.show(band.low), kind.show(band.high))}</p> : null}
      {isTable ? <TableView lines={lines.filter((line) => !hidden.has(line.group))} unitText={unitText} show={kind.show} startS={startS} scale={scale} ends={ends} /> : null}
      {isTable ? null : props.brush}
      {props.statistics}
    </section>
  );
}

const isSame = (a: Drawn, b: Drawn): boolean => a.version === b.version && a.lines === b.lines && a.width === b.width && a.isEmpty === b.isEmpty && a.ends[0] === b.ends[0] && a.ends[1] === b.ends[1];

/** Marks under the cursor. */
function near(marks: readonly Mark[], tip: Tip, ends: readonly [number, number], width: number): readonly Mark[] {
  const perPixel = (ends[1] - ends[0]) / Math.max(1, width - Y_ROOM - rightRoom(width));
  return marks.filter((mark) => Math.abs(mark.t - tip.t) < NEAR_PX * perPixel).slice(0, 4);
}

function HistoryFailed({ onRetry }: { onRetry: () => void }) {
  return (
    <p className="small" style={{ padding: "6px var(--pad)" }} role="alert">
      {t.failed}{" "}
      <button type="button" className="linkish" onClick={onRetry}>
        {t.again}
      </button>
    </p>
  );
}
