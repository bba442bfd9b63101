import uPlot from "uplot";

import { logRange, logTicks, niceRange, timeLabel, timeSplits, yTicks, type TimeScale } from "./axes";
import type { Aligned } from "./align";
import { dashOf, seriesToken, token } from "./colours";
import type { DrawnLine } from "./history";
import type { ChartKind } from "./kinds";
import { DIRECT_FROM_PX, LABEL_ROOM, Y_ROOM } from "./room";

export interface PlotLine extends DrawnLine {
  label: string;
  slot: number;
  isTruth: boolean;
}

export interface PlotOptions {
  kind: ChartKind;
  width: number;
  height: number;
  lines: readonly PlotLine[];
  scale: TimeScale;
  isLog: boolean;
  startS: number;
  gapMs: number;
  /** The range of values to show, where it is not all of them. */
  valuesOf: () => [number, number] | null;
  onCursor: (plot: uPlot) => void;
  onSelect: (a: number, b: number) => void;
  onFocus: (index: number | null) => void;
  drawUnder: (plot: uPlot) => void;
  drawOver: (plot: uPlot) => void;
}

const SYNC = uPlot.sync("charts");

/** Creates the chart. Series are fixed for its life; data and window change through `setData` and `setScale`. */
export function createPlot(host: HTMLElement, data: Aligned, o: PlotOptions): uPlot {
  const axis = { stroke: token("--plot-axis"), font: `11px ${token("--font")}`, ticks: { show: false } };
  const options: uPlot.Options = {
    width: o.width,
    height: o.height,
    padding: [8, o.width >= DIRECT_FROM_PX ? LABEL_ROOM : 12, 0, 0],
    legend: { show: false },
    focus: { alpha: 0.35 },
    cursor: {
      y: false,
      sync: { key: SYNC.key, setSeries: false },
      focus: { prox: 14 },
      drag: { x: true, y: false, setScale: false, dist: 6 },
      points: { size: 7, width: 1.5 },
      dataIdx: nearest(o.gapMs / 1000),
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
        values: (_, ticks) => ticks.map((t) => timeLabel(t, (ticks[1] ?? t + 3600) - (ticks[0] ?? t), o.scale, o.startS)),
      },
      { ...axis, size: Y_ROOM, gap: 6, grid: { show: true, stroke: token("--plot-grid"), width: 1 }, splits: ySplits(o.isLog), values: (_, ticks) => yLabels(ticks) },
    ],
    series: [{}, ...o.lines.map((line) => lineOptions(line, o.kind.isStepped === true))],
    hooks: {
      setCursor: [o.onCursor],
      setSelect: [(u) => select(u, o.onSelect)],
      setSeries: [(_, index, change) => "focus" in change && o.onFocus(index)],
      drawClear: [o.drawUnder],
      draw: [o.drawOver],
    },
  };
  return new uPlot(options, data as uPlot.AlignedData, host);
}

const STEPS = uPlot.paths.stepped?.({ align: 1 });

function lineOptions(line: PlotLine, isStepped: boolean): uPlot.Series {
  const stroke = token(seriesToken(line.slot));
  const isSparse = line.t.length < 60 && !line.isTruth && !isStepped;
  return {
    label: line.label,
    stroke,
    width: line.isTruth ? 1.4 : 1.6,
    dash: line.isTruth ? [1, 4] : dashOf(line.slot),
    cap: "round",
    pxAlign: 0,
    points: { show: isSparse, size: 4, fill: stroke },
    spanGaps: false,
    ...(isStepped && STEPS ? { paths: STEPS } : {}),
  };
}

function yScale(o: PlotOptions): uPlot.Scale {
  if (o.isLog) return { distr: 3, log: 10, range: (_, min, max) => logRange(min, max) };
  return {
    range: (_, min, max) => {
      const [low, high] = o.valuesOf() ?? [min ?? o.kind.domain?.[0] ?? 0, max ?? o.kind.domain?.[1] ?? 1];
      return niceRange(low, high, o.kind.domain);
    },
  };
}

function ySplits(isLog: boolean): uPlot.Axis.Splits {
  return (u) => {
    const { min = 0, max = 1 } = u.scales.y ?? {};
    if (isLog) return logTicks(min ?? 0.001, max ?? 1);
    return yTicks(min ?? 0, max ?? 1, u.height < 180 ? 4 : 5);
  };
}

function yLabels(ticks: number[]): string[] {
  const step = Math.min(...ticks.slice(1).map((v, i) => v - (ticks[i] ?? 0)), Number.POSITIVE_INFINITY);
  const decimals = Number.isFinite(step) && step > 0 ? Math.min(5, Math.max(0, Math.ceil(-Math.log10(step) - 1e-9))) : 2;
  return ticks.map((v) => v.toFixed(decimals).replace("-", "−"));
}

/** The point of a line that belongs to the cursor: the nearest one in time, unless it is across a gap. */
function nearest(gapS: number): NonNullable<uPlot.Cursor["dataIdx"]> {
  return (u, series, index, x) => {
    const column = u.data[series];
    const times = u.data[0];
    if (series === 0 || !column || column[index] !== undefined) return index;
    for (let d = 1; d < column.length; d++) {
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
