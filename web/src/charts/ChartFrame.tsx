import { useCallback, useEffect, useMemo, useRef, useState } from "react";

import { useParam } from "../app/router";
import { useShownTheme } from "../app/theme";
import { text } from "../texts";
import { Button } from "../ui/Button";
import { Menu } from "../ui/Menu";
import { PHONE, useMedia } from "../ui/useMedia";
import type { TimeScale } from "./axes";
import type { Band } from "./bands";
import { Brush } from "./Brush";
import { token } from "./colours";
import type { Mark } from "../features/events/marks";
import { useHistory } from "./history";
import { unitOf, type ChartKind } from "./kinds";
import { Lane, rightRoom } from "./Lane";
import { Legend } from "./Legend";
import type { PlotLine } from "./plot";
import { Y_ROOM } from "./room";
import { saveCsv, savePng } from "./save";
import { fixedText, moved, parseSpan, useSpan, zoomed, type Span } from "./span";
import { TableView } from "./TableView";
import { onChartTick } from "./ticker";
import { TipBox } from "./TipBox";
import { ChartView, type ShownUnit, type Tip } from "./view";

interface Props {
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
}

interface Shown {
  lines: readonly PlotLine[];
  ends: readonly [number, number];
  width: number;
}

export function useHidden(): [ReadonlySet<string>, (hidden: ReadonlySet<string>) => void] {
  const [value, set] = useParam("hide");
  const hidden = useMemo(() => new Set(value.split(",").filter(Boolean)), [value]);
  const setHidden = useCallback((next: ReadonlySet<string>) => set([...next].join(",")), [set]);
  return [hidden, setHidden];
}

/** One chart in its card: title, legend, plot, brush, table. All charts of a page share window and cursor. */
export function ChartFrame(props: Props) {
  const { kind, experiment, unit, units, startS, intervalS } = props;
  const [shared, setShared] = useSpan();
  const [own, setOwn] = useState<Span | null>(null);
  const { around } = props;
  const isAlone = around !== undefined;
  const first = around ? fixedText(around.a, around.b) : null;
  const span = useMemo(() => (first === null ? shared : (own ?? parseSpan(first))), [first, own, shared]);
  const setSpan = useCallback((text: string) => (isAlone ? setOwn(parseSpan(text)) : setShared(text)), [isAlone, setShared]);
  const [scale] = useParam("scale", "elapsed");
  const [truth] = useParam("truth");
  const [hidden, setHidden] = useHidden();
  const [isLog, setLog] = useState(false);
  const [isTable, setTable] = useState(false);
  const [tip, setTip] = useState<Tip | null>(null);
  const [isEmpty, setEmpty] = useState(true);
  const [{ lines, ends, width }, setShown] = useState<Shown>({ lines: [], ends: [0, 1], width: 0 });
  const [isInside, setInside] = useState(false);
  const theme = useShownTheme();
  const history = useHistory({ experiment, table: kind.table, unit, span, startS });
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<ChartView | null>(null);
  const isPhone = useMedia(PHONE);
  const height = isPhone ? kind.phoneHeight : (props.height ?? kind.height);

  useEffect(() => {
    if (!host.current) return;
    const made = new ChartView(host.current, {
      onTip: setTip,
      onSelect: (a, b) => setSpan(fixedText(a, b)),
      onLines: (now, empty, ends, width) => {
        setEmpty(empty);
        setShown((before) => (sameLines(before.lines, now) && before.width === width && before.ends[0] === ends[0] ? before : { lines: now, ends, width }));
      },
    });
    view.current = made;
    const stop = onChartTick(host.current, () => made.tick());
    return () => {
      stop();
      made.destroy();
    };
  }, [setSpan]);

  const { marks } = props;
  const moments = useMemo(() => marks.filter((mark) => mark.kind === "note" || mark.kind === "alarm").map((mark) => ({ t: mark.t, isAlarm: mark.kind === "alarm" })), [marks]);
  const bandKey = props.band ? `${props.band.low}~${props.band.high}` : "";
  const band = useMemo(() => (bandKey ? { low: Number(bandKey.split("~")[0]), high: Number(bandKey.split("~")[1]) } : null), [bandKey]);
  const timeScale: TimeScale = scale === "clock" ? "clock" : "elapsed";
  useEffect(() => {
    view.current?.configure({
      kind, experiment, unit, units, stored: history.data, span, startS, scale: timeScale, isLog, hasTruth: truth === "on", hidden, intervalS, height, theme, moments, band,
    });
  }, [kind, experiment, unit, units, history.data, span, startS, timeScale, isLog, truth, hidden, intervalS, height, theme, moments, band]);

  const unitText = unitOf(kind, props.isCalibrated);
  const keyboard = (event: React.KeyboardEvent): void => {
    const made = view.current;
    if (!made || event.ctrlKey || event.metaKey || event.altKey) return;
    const ends = made.ends();
    const plot = made.plot;
    const at = plot && (plot.cursor.left ?? -1) >= 0 ? plot.posToVal(plot.cursor.left ?? 0, "x") : (ends[0] + ends[1]) / 2;
    if ((event.key === "ArrowRight" || event.key === "ArrowLeft") && plot) {
      const width = plot.over.clientWidth;
      const now = (plot.cursor.left ?? -1) < 0 ? width : (plot.cursor.left ?? 0);
      setInside(true);
      plot.setCursor({ left: Math.min(width, Math.max(0, now + (event.key === "ArrowRight" ? 1 : -1) * Math.max(2, width / 80))), top: 10 });
    } else if (event.key === "+" || event.key === "=") setSpan(zoomed(ends, 0.6, at, startS));
    else if (event.key === "-" || event.key === "−") setSpan(zoomed(ends, 1 / 0.6, at, startS));
    else if (event.key === "0") setSpan("all");
    else if (event.key === "[" || event.key === "]") setSpan(moved(ends, event.key === "[" ? -0.5 : 0.5, startS));
    else if (event.key === "t") setTable(!isTable);
    else if (event.key === "l" && kind.canLog) setLog(!isLog);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  useWheel(host, view, startS, setSpan);

  const save = (): void => {
    const canvas = view.current?.plot?.ctx.canvas;
    if (canvas) savePng(`${kind.title}, ${unitText}`, canvas, token("--surface"), token("--text"), token("--font"));
  };
  const t = text.pages.chart;
  const items = [
    { label: isTable ? t.plot : t.table, keyHint: "T", onPick: () => setTable(!isTable) },
    ...(kind.canLog ? [{ label: isLog ? t.linear : t.log, keyHint: "L", onPick: () => setLog(!isLog) }] : []),
    { label: t.reset, keyHint: "0", onPick: () => setSpan("all") },
    { label: t.png, onPick: save },
    { label: t.csv, onPick: () => saveCsv(kind.title, view.current?.lines ?? [], kind.table) },
  ];
  return (
    <section className="card chart" aria-label={kind.title} data-chart={kind.key} data-points={lines.reduce((n, line) => n + line.t.length, 0)}>
      <header>
        <h2>
          {kind.title} <span>{unitText}</span>
        </h2>
        {span.kind === "fixed" && !isAlone ? (
          <Button size="sm" onClick={() => setSpan("24h")}>
            {t.backLive}
          </Button>
        ) : null}
        <Menu label={t.more(kind.title)} items={items} />
      </header>
      {props.hasLegend && lines.length > 0 ? <Legend lines={lines} show={kind.show} hidden={hidden} onHide={setHidden} /> : null}
      {history.isError ? <HistoryFailed onRetry={() => void history.refetch()} /> : null}
      <div className="plot" style={{ minHeight: height + 16 + (props.hasBrush ? LANE_PX : 0) }} hidden={isTable}>
        {props.hasBrush ? <Lane marks={marks} ends={ends} width={width} /> : null}
        <div
          ref={host}
          className="host"
          style={{ height }}
          tabIndex={0}
          role="application"
          aria-label={[t.keys(kind.title, lines.length), band ? t.band(kind.show(band.low), kind.show(band.high)) : ""].filter(Boolean).join(" ")}
          onKeyDown={keyboard}
          onPointerEnter={() => setInside(true)}
          onPointerLeave={() => setInside(false)}
          onBlur={() => setInside(false)}
        >
          {isEmpty ? (
            <div className="none" style={{ position: "absolute", inset: 0, zIndex: 2 }}>
              {history.isPending ? null : <p>{kind.none}</p>}
            </div>
          ) : null}
        </div>
        {tip && isInside && !isEmpty ? <TipBox tip={tip} marks={near(marks, tip, ends, width)} show={kind.show} scale={timeScale} startS={startS} /> : null}
      </div>
      {isTable && band ? <p className="small muted bandnote">{t.band(kind.show(band.low), kind.show(band.high))}</p> : null}
      {isTable ? <TableView lines={lines} unitText={unitText} show={kind.show} startS={startS} scale={timeScale} ends={ends} /> : null}
      {props.hasBrush && !isTable ? <Brush experiment={experiment} table={kind.table} unit={unit} units={units} startS={startS} span={span} onSpan={setSpan} theme={theme} hidden={hidden} /> : null}
    </section>
  );
}

const LANE_PX = 17;
const NEAR_PX = 7;

/** Marks under the cursor. */
function near(marks: readonly Mark[], tip: Tip, ends: readonly [number, number], width: number): readonly Mark[] {
  const perPixel = (ends[1] - ends[0]) / Math.max(1, width - Y_ROOM - rightRoom(width));
  return marks.filter((mark) => Math.abs(mark.t - tip.t) < NEAR_PX * perPixel).slice(0, 4);
}

const sameLines = (a: readonly PlotLine[], b: readonly PlotLine[]): boolean =>
  a.length === b.length && a.every((line, i) => line.name === b[i]?.name && line.label === b[i]?.label && line.t.length === b[i]?.t.length && line.t.at(-1) === b[i]?.t.at(-1));

function HistoryFailed({ onRetry }: { onRetry: () => void }) {
  return (
    <p className="small" style={{ padding: "6px var(--pad)" }} role="alert">
      {text.pages.chart.failed}{" "}
      <button type="button" className="linkish" onClick={onRetry}>
        {text.pages.chart.again}
      </button>
    </p>
  );
}

/** Ctrl or pinch zooms, Shift or sideways moves; the plain wheel scrolls the page. */
function useWheel(host: React.RefObject<HTMLDivElement | null>, view: React.RefObject<ChartView | null>, startS: number, setSpan: (text: string) => void): void {
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const onWheel = (event: WheelEvent): void => {
      const plot = view.current?.plot;
      if (!plot) return;
      const isSideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
      if (!event.ctrlKey && !event.metaKey && !isSideways) return;
      event.preventDefault();
      const ends = view.current?.ends() ?? [0, 1];
      if (isSideways) setSpan(moved(ends, Math.sign(event.deltaX || event.deltaY) * 0.1, startS));
      else setSpan(zoomed(ends, event.deltaY > 0 ? 1.25 : 0.8, plot.posToVal(plot.cursor.left ?? 0, "x"), startS));
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, [host, view, startS, setSpan]);
}

