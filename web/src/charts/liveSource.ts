import type { SeriesReply } from "../api/types";
import { clock } from "../live";
import { gapOf } from "./align";
import { JoinedLines, truthLine, type LineSource, type PlotLine } from "./lines";
import { tailVersion, type Table } from "./tails";

export interface ShownUnit {
  unit: string;
  label: string;
  slot: number;
}

export interface LiveQuestion {
  experiment: string;
  table: Table;
  /** Only this unit; null: all of `units`. */
  unit: string | null;
  units: readonly ShownUnit[];
  stored: SeriesReply | undefined;
  intervalS: number;
  /** A level that holds until the next value: a pause is no gap. */
  isStepped: boolean;
  hasTruth: boolean;
}

/** Wall milliseconds of silence that never break a live line: queues and a busy leader. */
const SLACK_WALL_MS = 2500;

/** The lines of an experiment: what is stored of them, and what comes in while the page is open. */
export function liveSource(q: LiveQuestion): LineSource {
  const joined = new JoinedLines(q.experiment, q.table, q.unit, q.stored);
  const known = new Map(q.units.map((one) => [one.unit, one]));
  const resolutionS = q.stored?.resolution_s ?? 0;
  const version = (): string => String(tailVersion(q.experiment, q.table));
  let made: { version: string; lines: PlotLine[] } | null = null;

  const collect = (): PlotLine[] => {
    const lines = joined.newest().filter((line) => known.has(line.unit));
    const channels = (unit: string): number => lines.filter((line) => line.unit === unit).length;
    const slack = SLACK_WALL_MS * clock.speed;
    const shown = lines.map((line): PlotLine => {
      const { label, slot } = known.get(line.unit) as ShownUnit;
      const gapMs = q.isStepped ? Number.POSITIVE_INFINITY : gapOf(line.t, q.intervalS, resolutionS, slack);
      return { ...line, slot, group: line.unit, isTruth: false, gapMs, label: channels(line.unit) > 1 ? `${label}, ${line.channel}` : label };
    });
    const truths = q.hasTruth ? q.units.filter(({ unit }) => !q.unit || unit === q.unit) : [];
    return [
      ...shown,
      ...truths.flatMap(({ unit, label, slot }): PlotLine[] => {
        const line = truthLine(unit);
        return line ? [{ ...line, slot, label, group: unit, isTruth: true, gapMs: Number.POSITIVE_INFINITY }] : [];
      }),
    ];
  };
  return {
    resolutionS,
    version,
    lines: () => {
      const now = version();
      if (made?.version !== now) made = { version: now, lines: collect() };
      return made.lines;
    },
  };
}
