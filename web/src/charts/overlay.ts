import type uPlot from "uplot";

import type { Band } from "./bands";
import { seriesToken, token } from "./colours";
import type { PlotLine } from "./lines";
import { DIRECT_FROM_PX } from "./room";
import { between } from "./search";

/** Names at the ends of the lines, moved apart to at least 12.5 px. */
export function drawLabels(u: uPlot, lines: readonly PlotLine[], isShown: (line: PlotLine) => boolean): void {
  if (u.width < DIRECT_FROM_PX) return;
  const ratio = devicePixelRatio || 1;
  const { left, width, top, height } = u.bbox;
  const labels = lines
    .filter((line) => isShown(line) && !line.isTruth)
    .map((line) => ({ line, y: lastY(u, lines.indexOf(line) + 1) }))
    .filter((l): l is { line: PlotLine; y: number } => l.y !== null && l.y >= top - 4 && l.y <= top + height + 4)
    .sort((a, b) => a.y - b.y);
  spread(labels, 12.5 * ratio);
  const { ctx } = u;
  ctx.save();
  ctx.font = `${11 * ratio}px ${token("--font")}`;
  ctx.textBaseline = "middle";
  ctx.textAlign = "left";
  for (const { line, y } of labels) {
    ctx.fillStyle = token(seriesToken(line.slot));
    ctx.fillRect(left + width + 5 * ratio, y - ratio, 8 * ratio, 2.5 * ratio);
    ctx.fillStyle = token("--text");
    ctx.fillText(fitted(ctx, line.tag ?? line.label, 46 * ratio), left + width + 17 * ratio, y + ratio / 2);
  }
  ctx.restore();
}

function fitted(ctx: CanvasRenderingContext2D, label: string, room: number): string {
  let text = label;
  while (text.length > 2 && ctx.measureText(text).width > room) text = `${text.slice(0, -2)}…`;
  return text;
}

function lastY(u: uPlot, series: number): number | null {
  const column = u.data[series];
  const times = u.data[0];
  const max = u.scales.x?.max ?? 0;
  if (!column) return null;
  for (let k = column.length - 1; k >= 0; k--) {
    const v = column[k];
    if (v !== null && v !== undefined && (times[k] ?? 0) <= max) return u.valToPos(v, "y", true);
  }
  return null;
}

function spread(labels: { y: number }[], least: number): void {
  for (let round = 0; round < 40; round++) {
    for (let k = 1; k < labels.length; k++) {
      const [a, b] = [labels[k - 1], labels[k]];
      if (!a || !b) continue;
      const missing = least - (b.y - a.y);
      if (missing > 0) {
        b.y += missing / 2;
        a.y -= missing / 2;
      }
    }
  }
}

/** A moment that matters in every pane. */
export interface Moment {
  t: number;
  isAlarm: boolean;
}

/** Dotted hairlines through the pane at the time of notes and errors. */
export function drawMoments(u: uPlot, moments: readonly Moment[]): void {
  const { ctx } = u;
  const { left, top, width, height } = u.bbox;
  ctx.save();
  ctx.lineWidth = devicePixelRatio || 1;
  ctx.setLineDash([2 * ctx.lineWidth, 3 * ctx.lineWidth]);
  for (const moment of moments) {
    const x = Math.round(u.valToPos(moment.t, "x", true)) + 0.5;
    if (!(x >= left && x <= left + width)) continue;
    ctx.strokeStyle = token(moment.isAlarm ? "--alarm" : "--plot-cursor");
    ctx.beginPath();
    ctx.moveTo(x, top);
    ctx.lineTo(x, top + height);
    ctx.stroke();
  }
  ctx.restore();
}

/** What an automation holds the value at, as a tinted stripe below grid and lines. */
export function drawBand(u: uPlot, band: Band | null): void {
  if (!band) return;
  const { ctx } = u;
  const { left, top, width, height } = u.bbox;
  const [high, low] = [u.valToPos(band.high, "y", true), u.valToPos(band.low, "y", true)];
  const [from, to] = [Math.max(top, Math.min(high, top + height)), Math.max(top, Math.min(low, top + height))];
  if (!(to > from)) return;
  ctx.save();
  ctx.fillStyle = token("--plot-band");
  ctx.fillRect(left, from, width, to - from);
  ctx.restore();
}

/** The range that somebody looks at, in grey with its ends marked. */
export function drawSelection(u: uPlot, selection: readonly [number, number] | null): void {
  if (!selection) return;
  const { ctx } = u;
  const { left, top, width, height } = u.bbox;
  const [a, b] = selection.map((t) => u.valToPos(t, "x", true)) as [number, number];
  const [from, to] = [Math.max(left, Math.min(a, left + width)), Math.max(left, Math.min(b, left + width))];
  if (!(to > from)) return;
  ctx.save();
  ctx.fillStyle = ctx.strokeStyle = token("--plot-cursor");
  ctx.globalAlpha = 0.12;
  ctx.fillRect(from, top, to - from, height);
  ctx.globalAlpha = 0.6;
  ctx.lineWidth = devicePixelRatio || 1;
  for (const x of [a, b]) {
    if (x < left || x > left + width) continue;
    ctx.beginPath();
    ctx.moveTo(Math.round(x) + 0.5, top);
    ctx.lineTo(Math.round(x) + 0.5, top + height);
    ctx.stroke();
  }
  ctx.restore();
}

/** Where the only line of a chart has nothing: hatched from its last point to its next one. */
export function drawMissing(u: uPlot, line: PlotLine): void {
  const { ctx } = u;
  const ratio = devicePixelRatio || 1;
  const { left, top, width, height } = u.bbox;
  const { min = 0, max = 0 } = u.scales.x ?? {};
  const [from, to] = between(line.t, (min ?? 0) * 1000, (max ?? 0) * 1000);
  ctx.save();
  ctx.strokeStyle = token("--hatch");
  ctx.lineWidth = ratio;
  for (let k = Math.max(1, from); k <= Math.min(to, line.t.length - 1); k++) {
    const [t0, t1] = [line.t[k - 1] as number, line.t[k] as number];
    if (t1 - t0 <= line.gapMs) continue;
    const a = Math.max(left, u.valToPos(t0 / 1000, "x", true));
    const b = Math.min(left + width, u.valToPos(t1 / 1000, "x", true));
    if (b - a < 2 * ratio) continue;
    ctx.save();
    ctx.beginPath();
    ctx.rect(a, top, b - a, height);
    ctx.clip();
    ctx.beginPath();
    for (let x = a - height; x < b; x += 8 * ratio) {
      ctx.moveTo(x, top + height);
      ctx.lineTo(x + height, top);
    }
    ctx.stroke();
    ctx.restore();
  }
  ctx.restore();
}

/** The interval that the source states around one line, as a tinted band. */
export function drawInterval(u: uPlot, line: PlotLine): void {
  const { ctx } = u;
  const { left, top, width, height } = u.bbox;
  const x = (k: number): number => u.valToPos((line.t[k] ?? 0) / 1000, "x", true);
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, width, height);
  ctx.clip();
  ctx.fillStyle = token(seriesToken(line.slot));
  ctx.globalAlpha = 0.14;
  for (const [from, to] of stretches(line, ...viewed(u, line))) {
    ctx.beginPath();
    const stride = Math.max(1, Math.floor((to - from) / (2 * width)));
    for (let k = from; k <= to; k += stride) ctx.lineTo(x(k), u.valToPos(line.high[k] ?? 0, "y", true));
    for (let k = from + Math.floor((to - from) / stride) * stride; k >= from; k -= stride) ctx.lineTo(x(k), u.valToPos(line.low[k] ?? 0, "y", true));
    ctx.closePath();
    ctx.fill();
  }
  ctx.restore();
}

/** Indices of a line that are in view, with one more at each side. */
function viewed(u: uPlot, line: PlotLine): [number, number] {
  const { min, max } = u.scales.x ?? {};
  const [from, to] = between(line.t, (min ?? 0) * 1000, (max ?? 0) * 1000);
  return [Math.max(0, from - 1), Math.min(line.t.length, to + 1)];
}

/** Runs of points with an interval, without a pause in them. */
function stretches(line: PlotLine, start: number, end: number): [number, number][] {
  const found: [number, number][] = [];
  let from = -1;
  for (let k = start; k <= end; k++) {
    const isThere = k < end && typeof line.low[k] === "number" && typeof line.high[k] === "number";
    const isAfterGap = from >= 0 && k > from && (line.t[k] ?? 0) - (line.t[k - 1] ?? 0) > line.gapMs;
    if (from >= 0 && (!isThere || isAfterGap)) {
      if (k - 1 > from) found.push([from, k - 1]);
      from = isThere ? k : -1;
    } else if (isThere && from < 0) from = k;
  }
  return found;
}
