import uPlot from "uplot";

import { logRange, niceRange, timeLabels, timeSplits, type TimeScale } from "./axes";
import type { Aligned } from "./align";
import { dashOfLine, seriesToken, token, widthOf } from "./colours";
import type { ChartKind } from "./kinds";
import type { PlotLine } from "./lines";
import { rightRoom, Y_ROOM } from "./room";
import { yLabels, yValues } from "./yAxis";

export interface PlotOptions {
  kind: ChartKind;
  width: number;
  height: number;
  lines: readonly PlotLine[];
  scale: TimeScale;
  isLog: boolean;
  startS: number;
  /** Identifies plots whose cursors move together. */
  syncKey: string;
  gapMs: number;
  /** So few points are in view that each is marked. */
  isSparse: () => boolean;
  /** The range of values to show, where it is not all of them. */
  valuesOf: () => [number, number] | null;
  /** The range that is shown in the end: `[low, high]` as the data would have it. */
  settle: (low: number, high: number) => [number, number];
  onCursor: (plot: uPlot) => void;
  /** A range was drawn with the mouse; with Shift it is one to look at, without it is one to show. */
  onRange: (a: number, b: number, isShift: boolean) => void;
  onFocus: (index: number | null) => void;
  drawUnder: (plot: uPlot) => void;
  drawOver: (plot: uPlot) => void;
}

const isMove = (type: string): boolean => type === "mousemove" || type === "mouseleave";

/** Creates the chart. Series are fixed for its life; data and window change through `setData` and `setScale`. */
export function createPlot(host: HTMLElement, data: Aligned, o: PlotOptions): uPlot {
  const axis = { stroke: token("--plot-axis"), font: `11px ${token("--font")}`, ticks: { show: false } };
  let isShift = false;
  const options: uPlot.Options = {
    width: o.width,
    height: o.height,
    padding: [8, rightRoom(o.width), 0, 0],
    legend: { show: false },
    focus: { alpha: 0.35 },
    cursor: {
      y: false,
      // Only the cursor is shared: a range that is drawn belongs to one chart.
      sync: { key: uPlot.sync(o.syncKey).key, setSeries: false, filters: { pub: isMove, sub: isMove } },
      focus: { prox: 14 },
      drag: { x: true, y: false, setScale: false, dist: 6 },
      points: { size: 7, width: 1.5 },
      dataIdx: nearest(o.gapMs / 1000),
      bind: {
        mousedown: (_, host, press) => (event) => {
          isShift = event.shiftKey;
          host.classList.toggle("is-measuring", isShift);
          return press(event);
        },
        // The library would show all that it was given, which is not all there is.
        dblclick: () => () => null,
      },
    },
    scales: { x: { time: false }, y: yScale(o) },
    axes: [
      {
        ...axis,
        size: 24,
        gap: 4,
        grid: { show: false },
        ticks: { show: true, size: 4, width: 1, stroke: token("--plot-grid") },
        splits: (u) => timeSplits(u.scales.x?.min ?? 0, u.scales.x?.max ?? 1, u.width < 420 ? 4 : 9, o.scale, o.startS),
        values: (_, ticks) => timeLabels(ticks, o.scale, o.startS),
      },
      { ...axis, size: Y_ROOM, gap: 6, grid: { show: true, stroke: token("--plot-grid"), width: 1 }, splits: ySplits(o.isLog), values: (_, ticks) => yLabels(ticks, o.isLog) },
    ],
    series: [{}, ...o.lines.map((line) => lineOptions(line, o))],
    hooks: {
      setCursor: [o.onCursor],
      setSelect: [(u) => select(u, (a, b) => o.onRange(a, b, isShift))],
      setSeries: [(_, index, change) => "focus" in change && o.onFocus(index)],
      drawClear: [o.drawUnder],
      draw: [o.drawOver],
    },
  };
  return new uPlot(options, data as uPlot.AlignedData, host);
}

const STEPS = uPlot.paths.stepped?.({ align: 1 });

function lineOptions(line: PlotLine, { kind, isSparse }: PlotOptions): uPlot.Series {
  const stroke = token(seriesToken(line.slot));
  const isStepped = kind.isStepped === true;
  return {
    label: line.label,
    stroke,
    width: widthOf(line),
    dash: line.isTruth ? [1, 4] : dashOfLine(line),
    cap: "round",
    pxAlign: 0,
    points: { show: () => !line.isTruth && !isStepped && isSparse(), size: 4, fill: stroke },
    spanGaps: false,
    ...(isStepped && STEPS ? { paths: STEPS } : {}),
  };
}

function yScale(o: PlotOptions): uPlot.Scale {
  if (o.isLog) return { distr: 3, log: 10, range: (_, min, max) => o.settle(...logRange(min, max)) };
  return {
    range: (_, min, max) => {
      const [low, high] = o.valuesOf() ?? [min ?? o.kind.domain?.[0] ?? 0, max ?? o.kind.domain?.[1] ?? 1];
      return o.settle(...niceRange(low, high, o.kind.domain));
    },
  };
}

function ySplits(isLog: boolean): uPlot.Axis.Splits {
  return (u) => {
    const { min = 0, max = 1 } = u.scales.y ?? {};
    return yValues(min ?? (isLog ? 0.001 : 0), max ?? 1, isLog, u.height);
  };
}

/** The point of a line that belongs to the cursor: the nearest one in time, unless it is across a gap. */
function nearest(gapS: number): NonNullable<uPlot.Cursor["dataIdx"]> {
  return (u, series, index, x) => {
    const column = u.data[series];
    const times = u.data[0];
    if (series === 0 || !column || column[index] !== undefined) return index;
    for (let d = 1; d < column.length; d++) {
      if (x - (times[index - d] ?? -Infinity) > gapS && (times[index + d] ?? Infinity) - x > gapS) return index;
      for (const k of [index - d, index + d]) {
        const t = times[k];
        if (t !== undefined && column[k] !== undefined && column[k] !== null) return Math.abs(t - x) <= gapS ? k : index;
      }
    }
    return index;
  };
}

function select(u: uPlot, then: (a: number, b: number) => void): void {
  if (u.select.width < 6) return;
  const a = u.posToVal(u.select.left, "x");
  const b = u.posToVal(u.select.left + u.select.width, "x");
  u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  then(a, b);
}
