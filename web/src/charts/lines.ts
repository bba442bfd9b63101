import type { SeriesReply } from "../api/types";
import { Levels, type Columns } from "./levels";
import { tailsOf, truthTail, type Table } from "./tails";

/** A line of a table: stored points, then live ones. */
export interface DrawnLine extends Columns {
  name: string;
  unit: string;
  channel: string | null;
  /** The interval that the source states for its values. */
  low: (number | null)[];
  high: (number | null)[];
  levels: Levels;
}

/** A line with everything that a chart needs to draw it. */
export interface PlotLine extends DrawnLine {
  label: string;
  /** Stands at the end of the line, where the label is too long for it. */
  tag?: string;
  slot: number;
  /** Instead of the dash that belongs to the slot. */
  dash?: readonly number[];
  /** What the legend hides together, as it stands in the address. */
  group: string;
  isTruth: boolean;
  /** A pause longer than this breaks the line. */
  gapMs: number;
}

/** Where a chart takes its lines from. */
export interface LineSource {
  /** Changes whenever the lines have. */
  version: () => string;
  /** The newest lines; the same objects grow between two calls. */
  lines: () => readonly PlotLine[];
  /** Seconds per point; 0 for the readings themselves. */
  resolutionS: number;
}

export function lineOf(name: string, unit: string, channel: string | null, columns: Columns, low: (number | null)[] = [], high: (number | null)[] = []): DrawnLine {
  return { name, unit, channel, ...columns, low, high, levels: new Levels(columns) };
}

/** Joins history and live points of every line of a table; with `unit`, only of that one. The lines grow, they are not made anew. */
export class JoinedLines {
  #experiment: string;
  #table: Table;
  #unit: string | null;
  #lines = new Map<string, DrawnLine>();

  constructor(experiment: string, table: Table, unit: string | null, stored: SeriesReply | undefined) {
    this.#experiment = experiment;
    this.#table = table;
    this.#unit = unit;
    for (const s of stored?.series ?? []) {
      if (unit && s.unit !== unit) continue;
      const columns = { t: [...s.t], y: [...s.y], min: s.y_min ? [...s.y_min] : null, max: s.y_max ? [...s.y_max] : null };
      this.#lines.set(s.name, lineOf(s.name, s.unit, s.channel, columns, [...(s.low ?? [])], [...(s.high ?? [])]));
    }
  }

  /** All lines by name, with what has come since the last call. */
  newest(): DrawnLine[] {
    for (const { point, tail } of tailsOf(this.#experiment, this.#table)) {
      if (this.#unit && point.unit !== this.#unit) continue;
      const line = this.#lines.get(point.name) ?? lineOf(point.name, point.unit, point.channel, { t: [], y: [], min: null, max: null });
      const last = line.t.at(-1) ?? 0;
      const from = tail.t.findIndex((t) => t > last);
      for (let k = from; k >= 0 && k < tail.t.length; k++) {
        const at = line.t.length;
        line.t.push(tail.t[k] as number);
        line.y.push(tail.y[k] as number);
        line.min?.push(tail.y[k] as number);
        line.max?.push(tail.y[k] as number);
        if (typeof tail.low[k] === "number") {
          line.low[at] = tail.low[k] ?? null;
          line.high[at] = tail.high[k] ?? null;
        }
      }
      this.#lines.set(point.name, line);
    }
    return [...this.#lines.values()].sort((a, b) => a.name.localeCompare(b.name));
  }
}

/** The true line of a simulated culture, as far as it was heard. */
export function truthLine(unit: string): DrawnLine | null {
  const tail = truthTail(unit);
  return tail && tail.t.length > 0 ? lineOf(`${unit}-truth`, unit, null, { t: [...tail.t], y: [...tail.y], min: null, max: null }) : null;
}
