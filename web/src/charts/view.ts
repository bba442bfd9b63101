import type uPlot from "uplot";

import { text } from "../texts";
import type { TimeScale } from "./axes";
import type { Aligned } from "./align";
import type { Band } from "./bands";
import { widthOf } from "./colours";
import { gridOf } from "./grid";
import type { ChartKind } from "./kinds";
import type { LineSource, PlotLine } from "./lines";
import { drawBand, drawInterval, drawLabels, drawMissing, drawMoments, drawSelection, type Moment } from "./overlay";
import { createPlot } from "./plot";
import { likelyRange } from "./range";
import { rightRoom, Y_ROOM } from "./room";
import { between, nearestIndex } from "./search";

export interface ViewConfig {
  kind: ChartKind;
  source: LineSource;
  /** Left and right end in seconds of the axis. */
  ends: () => readonly [number, number];
  /** Whether the ends stay until they are changed. */
  isFixed: boolean;
  startS: number;
  scale: TimeScale;
  isLog: boolean;
  hidden: ReadonlySet<string>;
  height: number;
  theme: string;
  /** Plots with the same key share a cursor. */
  syncKey: string;
  /** Moments that get a hairline, unix seconds. */
  moments: readonly Moment[];
  /** What an automation holds the value at. */
  band: Band | null;
  /** The range that somebody looks at. */
  selection: readonly [number, number] | null;
}

export interface TipRow {
  name: string;
  slot: number;
  y: number | null;
  low: number | null;
  high: number | null;
}
export interface Tip {
  left: number;
  /** Width of the whole plot, px. */
  width: number;
  t: number;
  rows: TipRow[];
}

export interface Drawn {
  lines: readonly PlotLine[];
  /** Changes with the lines. */
  version: string;
  isEmpty: boolean;
  /** Of a window that follows the newest reading; a fixed one is known to whoever fixed it. */
  ends: readonly [number, number];
  width: number;
}

export interface ViewEvents {
  onTip: (tip: Tip | null) => void;
  onRange: (a: number, b: number, isShift: boolean) => void;
  onDrawn: (drawn: Drawn) => void;
}

/** Fewer points than this in view are marked each. */
const SPARSE = 60;
/** From so many points on, thick lines cost more than a frame where no graphics card draws them. */
const HEAVY = 6000;
/** A window that has not moved for so long rests, ms. */
const REST_MS = 200;
const FIXED: readonly [number, number] = [0, 1];

/** Keeps one chart in step with its data; called at most four times a second, and only while it is seen. */
export class ChartView {
  #host: HTMLElement;
  #events: ViewEvents;
  #config: ViewConfig | null = null;
  #plot: uPlot | null = null;
  /** What the plot draws now. */
  #data: Aligned = [[]];
  #signature = "";
  #drawn = "";
  #focus: number | null = null;
  #isSparse = false;
  #fixed = "";
  #rest: ReturnType<typeof setTimeout> | null = null;
  #isInside = false;
  #held: [number, number] | null = null;
  lines: readonly PlotLine[] = [];

  constructor(host: HTMLElement, events: ViewEvents) {
    this.#host = host;
    this.#events = events;
  }

  get plot(): uPlot | null {
    return this.#plot;
  }

  ends(): readonly [number, number] {
    return this.#config?.ends() ?? [0, 1];
  }

  /** `isSeen`: draw now; otherwise with the next tick. */
  configure(config: ViewConfig, isSeen: boolean): void {
    this.#config = config;
    this.#drawn = "";
    if (isSeen) this.tick();
  }

  destroy(): void {
    if (this.#rest) clearTimeout(this.#rest);
    this.#plot?.destroy();
    this.#plot = null;
  }

  /** While the pointer is inside, the axis of values grows but does not shrink. */
  hold(isInside: boolean): void {
    this.#isInside = isInside;
    this.#held = null;
  }

  /** Draws what is new since the last call. */
  tick(): void {
    const c = this.#config;
    if (!c) return;
    const width = this.#host.clientWidth;
    const [a, b] = c.ends();
    const pixel = (b - a) / (width || 1);
    const version = c.source.version();
    const drawn = `${version}/${Math.round(a / pixel)}/${Math.round(b / pixel)}/${width}`;
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.lines = c.source.lines();
    const counts = this.lines.filter((line) => this.#isShown(line)).map((line) => {
      const [from, to] = between(line.t, a * 1000, b * 1000);
      return to - from;
    });
    const isEmpty = counts.every((n) => n === 0);
    this.#isSparse = counts.every((n) => n < SPARSE);
    const isHeavy = counts.reduce((sum, n) => sum + Math.min(n, 2 * width), 0) > HEAVY;
    const isThin = this.#isMoving(c, a, b) && isHeavy;
    // Without width the table is shown instead.
    if (width > 0) this.#draw(c, width, a, b, isThin);
    this.#events.onDrawn({ lines: this.lines, version, isEmpty, ends: c.isFixed ? FIXED : [a, b], width });
  }

  /** Whether a fixed window has just become another one; once it rests, the picture is drawn again. */
  #isMoving(c: ViewConfig, a: number, b: number): boolean {
    const fixed = c.isFixed ? `${a}~${b}` : "";
    const isMoving = fixed !== "" && this.#fixed !== "" && fixed !== this.#fixed;
    this.#fixed = fixed;
    if (!isMoving) return this.#rest !== null;
    if (this.#rest) clearTimeout(this.#rest);
    this.#rest = setTimeout(() => {
      this.#rest = null;
      this.#drawn = "";
      this.tick();
    }, REST_MS);
    return true;
  }

  #isShown(line: PlotLine): boolean {
    return !this.#config?.hidden.has(line.group);
  }

  #draw(c: ViewConfig, width: number, a: number, b: number, isThin: boolean): void {
    const isStepped = c.kind.isStepped === true;
    const room = width - Y_ROOM - rightRoom(width);
    this.#data = gridOf(this.lines.map((line) => ({ ...line, isStepped })), a, b, room * Math.min(2, devicePixelRatio || 1));
    const data = this.#data;
    const names = this.lines.map((line) => `${line.name}:${line.label}:${line.slot}:${line.dash?.join(".") ?? ""}`).join();
    const signature = [c.kind.key, names, c.theme, c.isLog, c.scale, c.startS, width, c.height].join("|");
    if (signature !== this.#signature || !this.#plot) {
      this.#signature = signature;
      this.#plot?.destroy();
      this.#held = null;
      this.#plot = createPlot(this.#host, data, {
        kind: c.kind,
        width,
        height: c.height,
        lines: this.lines,
        scale: c.scale,
        isLog: c.isLog,
        startS: c.startS,
        syncKey: c.syncKey,
        gapMs: Math.max(...this.lines.map((line) => line.gapMs).filter(Number.isFinite), 1000),
        isSparse: () => this.#isSparse,
        valuesOf: () => this.#values(),
        settle: (low, high) => this.#settle(low, high),
        onCursor: (plot) => this.#events.onTip(this.#tip(plot)),
        onRange: (from, to, isShift) => {
          if (!isShift) this.#held = null;
          this.#events.onRange(from, to, isShift);
        },
        onFocus: (index) => {
          this.#focus = index;
        },
        drawUnder: (plot) => this.#under(plot),
        drawOver: (plot) => this.#over(plot),
      });
    }
    const plot = this.#plot;
    plot.batch(() => {
      plot.setData(data as uPlot.AlignedData, false);
      this.lines.forEach((line, i) => {
        const series = plot.series[i + 1];
        if (series) series.width = isThin ? 1 / (devicePixelRatio || 1) : widthOf(line);
        if (series?.show !== this.#isShown(line)) plot.setSeries(i + 1, { show: this.#isShown(line) });
      });
      plot.setScale("x", { min: a, max: b });
    });
  }

  /** Values with an interval decide by how certain they are; others are shown whole. */
  #values(): [number, number] | null {
    const band = this.#config?.band;
    if (!this.#config?.kind.hasInterval) return band ? this.#withBand(band) : null;
    return likelyRange(this.lines.filter((line) => this.#isShown(line)), ...this.ends());
  }

  /** The whole data, and the target of it: a value far off is seen as such. */
  #withBand(band: Band): [number, number] {
    const [a, b] = this.ends();
    const [times, ...columns] = this.#data;
    const [from, to] = between(times, a, b);
    let [low, high] = [band.low, band.high];
    this.lines.forEach((line, i) => {
      if (!this.#isShown(line)) return;
      for (let k = from; k < to; k++) {
        const y = columns[i]?.[k];
        if (typeof y === "number") [low, high] = [Math.min(low, y), Math.max(high, y)];
      }
    });
    return [low, high];
  }

  #settle(low: number, high: number): [number, number] {
    if (!this.#isInside) return [low, high];
    this.#held = this.#held ? [Math.min(this.#held[0], low), Math.max(this.#held[1], high)] : [low, high];
    return this.#held;
  }

  #under(plot: uPlot): void {
    drawBand(plot, this.#config?.band ?? null);
    const only = this.lines.filter((line) => !line.isTruth);
    if (only.length === 1 && only[0]) drawMissing(plot, only[0]);
    drawSelection(plot, this.#config?.selection ?? null);
  }

  #over(plot: uPlot): void {
    drawMoments(plot, this.#config?.moments ?? []);
    const shown = this.lines.filter((line) => this.#isShown(line) && !line.isTruth);
    const focused = this.#focus ? this.lines[this.#focus - 1] : undefined;
    const banded = shown.length === 1 ? shown[0] : focused;
    if (banded && !banded.isTruth && this.#config?.kind.hasInterval) drawInterval(plot, banded);
    drawLabels(plot, this.lines, (line) => this.#isShown(line));
  }

  /** Values of all shown lines at the cursor, highest first. */
  #tip(plot: uPlot): Tip | null {
    const left = plot.cursor.left ?? -1;
    if (left < 0) return null;
    const t = plot.posToVal(left, "x");
    const rows = this.lines
      .filter((line) => this.#isShown(line))
      .map((line) => {
        const k = valueIndex(line, t * 1000, this.#config?.kind.isStepped === true);
        return { isTruth: line.isTruth, name: line.isTruth ? text.pages.chart.truth(line.label) : line.label, slot: line.slot, y: line.y[k] ?? null, low: line.low[k] ?? null, high: line.high[k] ?? null };
      })
      // The true line is live only: where it has nothing, there is nothing to say.
      .filter((row) => row.y !== null || !row.isTruth)
      .sort((a, b) => (b.y ?? -Infinity) - (a.y ?? -Infinity));
    return { left: left + (plot.over.offsetLeft ?? 0), width: plot.width, t, rows };
  }
}

/** The point of a line that tells its value at a moment: the nearest one unless it is across a pause, of a level the one before. */
function valueIndex(line: PlotLine, atMs: number, isStepped: boolean): number {
  if (isStepped) return between(line.t, Number.NEGATIVE_INFINITY, atMs)[1] - 1;
  const k = nearestIndex(line.t, atMs);
  return k >= 0 && Math.abs((line.t[k] as number) - atMs) <= line.gapMs ? k : -1;
}
