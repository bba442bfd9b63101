import type uPlot from "uplot";

import type { SeriesReply } from "../api/types";
import { clock } from "../live";
import { text } from "../texts";
import { align, gapOf } from "./align";
import type { TimeScale } from "./axes";
import type { Band } from "./bands";
import { linesOf, truthLine } from "./history";
import type { ChartKind } from "./kinds";
import { drawBand, drawInterval, drawLabels, drawMoments, type Moment } from "./overlay";
import { createPlot, type PlotLine } from "./plot";
import { likelyRange } from "./range";
import { endsOf, type Span } from "./span";
import { tailVersion } from "./tails";

export interface ShownUnit {
  unit: string;
  label: string;
  slot: number;
}

export interface ViewConfig {
  kind: ChartKind;
  experiment: string;
  /** Only this unit; null: all of `units`. */
  unit: string | null;
  units: readonly ShownUnit[];
  stored: SeriesReply | undefined;
  span: Span;
  startS: number;
  scale: TimeScale;
  isLog: boolean;
  hasTruth: boolean;
  hidden: ReadonlySet<string>;
  intervalS: number;
  height: number;
  theme: string;
  /** Moments that get a hairline, unix seconds. */
  moments: readonly Moment[];
  /** What an automation holds the value at. */
  band: Band | null;
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

export interface ViewEvents {
  onTip: (tip: Tip | null) => void;
  onSelect: (a: number, b: number) => void;
  onLines: (lines: readonly PlotLine[], isEmpty: boolean, ends: readonly [number, number], width: number) => void;
}

/** Wall milliseconds of silence that never break a live line: queues and a busy leader. */
const SLACK_WALL_MS = 2500;

/** Keeps one chart in step with its data; called at most four times a second, and only while it is seen. */
export class ChartView {
  #host: HTMLElement;
  #events: ViewEvents;
  #config: ViewConfig | null = null;
  #plot: uPlot | null = null;
  #signature = "";
  #drawn = "";
  #focus: number | null = null;
  #gaps: number[] = [];
  lines: PlotLine[] = [];

  constructor(host: HTMLElement, events: ViewEvents) {
    this.#host = host;
    this.#events = events;
  }

  get plot(): uPlot | null {
    return this.#plot;
  }

  ends(): [number, number] {
    return this.#config ? endsOf(this.#config.span, this.#config.startS) : [0, 1];
  }

  configure(config: ViewConfig): void {
    this.#config = config;
    this.#drawn = "";
    this.tick();
  }

  destroy(): void {
    this.#plot?.destroy();
    this.#plot = null;
  }

  /** Draws what is new since the last call. */
  tick(): void {
    const c = this.#config;
    const width = this.#host.clientWidth;
    if (!c || width === 0) return;
    const [a, b] = endsOf(c.span, c.startS);
    const pixel = (b - a) / width;
    const drawn = `${tailVersion(c.experiment, c.kind.table)}/${Math.round(b / pixel)}/${width}`;
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.#collect(c);
    const isEmpty = !this.lines.some((line) => line.t.some((t) => t >= a * 1000 && t <= b * 1000));
    this.#draw(c, width, a, b);
    this.#events.onLines(this.lines, isEmpty, [a, b], width);
  }

  #collect(c: ViewConfig): void {
    const known = new Map(c.units.map((u) => [u.unit, u]));
    const lines = linesOf(c.experiment, c.kind.table, c.unit, c.stored).filter((line) => known.has(line.unit));
    const channels = (unit: string): number => lines.filter((line) => line.unit === unit).length;
    this.lines = lines.map((line) => {
      const { label, slot } = known.get(line.unit) as ShownUnit;
      return { ...line, slot, isTruth: false, label: channels(line.unit) > 1 ? `${label}, ${line.channel}` : label };
    });
    if (c.hasTruth && c.kind.table === "growth_rates") {
      for (const { unit, label, slot } of c.units) {
        const truth = !c.unit || unit === c.unit ? truthLine(unit) : null;
        if (truth) this.lines.push({ ...truth, label, slot, isTruth: true });
      }
    }
    const slack = SLACK_WALL_MS * clock.speed;
    const resolution = c.stored?.resolution_s ?? 0;
    this.#gaps = this.lines.map((line) => (line.isTruth || c.kind.isStepped ? Number.POSITIVE_INFINITY : gapOf(line.t, c.intervalS, resolution, slack)));
  }

  #isShown(line: PlotLine): boolean {
    return !this.#config?.hidden.has(line.unit);
  }

  #draw(c: ViewConfig, width: number, a: number, b: number): void {
    const data = align(this.lines, this.#gaps);
    const names = this.lines.map((line) => `${line.name}:${line.label}:${line.slot}:${line.t.length < 60}`).join();
    const signature = [names, c.theme, c.isLog, c.scale, c.startS, width, c.height].join("|");
    if (signature !== this.#signature || !this.#plot) {
      this.#signature = signature;
      this.#plot?.destroy();
      this.#plot = createPlot(this.#host, data, {
        kind: c.kind,
        width,
        height: c.height,
        lines: this.lines,
        scale: c.scale,
        isLog: c.isLog,
        startS: c.startS,
        gapMs: Math.max(...this.#gaps.filter(Number.isFinite), 1000),
        valuesOf: () => this.#values(),
        onCursor: (plot) => this.#events.onTip(this.#tip(plot)),
        onSelect: this.#events.onSelect,
        onFocus: (index) => {
          this.#focus = index;
        },
        drawUnder: (plot) => drawBand(plot, this.#config?.band ?? null),
        drawOver: (plot) => this.#over(plot),
      });
    }
    const plot = this.#plot;
    plot.batch(() => {
      plot.setData(data as uPlot.AlignedData, false);
      this.lines.forEach((line, i) => {
        if (plot.series[i + 1]?.show !== this.#isShown(line)) plot.setSeries(i + 1, { show: this.#isShown(line) });
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
    let [low, high] = [band.low, band.high];
    for (const line of this.lines) {
      if (!this.#isShown(line)) continue;
      line.y.forEach((y, k) => {
        const at = (line.t[k] ?? 0) / 1000;
        if (y !== null && at >= a && at <= b) [low, high] = [Math.min(low, y), Math.max(high, y)];
      });
    }
    return [low, high];
  }

  #over(plot: uPlot): void {
    drawMoments(plot, this.#config?.moments ?? []);
    const shown = this.lines.filter((line) => this.#isShown(line) && !line.isTruth);
    const focused = this.#focus ? this.lines[this.#focus - 1] : undefined;
    const banded = shown.length === 1 ? shown[0] : focused;
    if (banded && !banded.isTruth && this.#config?.kind.hasInterval) drawInterval(plot, banded, this.#gaps[this.lines.indexOf(banded)] ?? 0);
    drawLabels(plot, this.lines, (line) => this.#isShown(line));
  }

  /** Values of all shown lines at the cursor, highest first. */
  #tip(plot: uPlot): Tip | null {
    const left = plot.cursor.left ?? -1;
    if (left < 0) return null;
    const rows = this.lines
      .map((line, i) => ({ line, k: plot.cursor.idxs?.[i + 1] ?? null, column: plot.data[i + 1] }))
      .filter(({ line }) => this.#isShown(line))
      .map(({ line, k, column }) => {
        const y = k === null ? null : (column?.[k] ?? null);
        const own = k === null ? -1 : line.t.indexOf(Math.round((plot.data[0][k] ?? 0) * 1000));
        return { isTruth: line.isTruth, name: line.isTruth ? text.pages.chart.truth(line.label) : line.label, slot: line.slot, y, low: line.low[own] ?? null, high: line.high[own] ?? null };
      })
      // The true line is live only: where it has nothing, there is nothing to say.
      .filter((row) => row.y !== null || !row.isTruth)
      .sort((a, b) => (b.y ?? -Infinity) - (a.y ?? -Infinity));
    return { left: left + (plot.over.offsetLeft ?? 0), width: plot.width, t: plot.posToVal(left, "x"), rows };
  }
}
