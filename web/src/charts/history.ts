import { keepPreviousData, queryOptions, useQueries, useQuery, type UseQueryResult } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { fetchSeries, queryClient } from "../api/queries";
import type { SeriesReply } from "../api/types";
import { clock, finishCatchingUp, onLinkReturn, useLink } from "../live";
import { endsOf, type Span } from "./span";
import { tailsOf, truthTail, type Table } from "./tails";

const POINTS = 900;
/** Stored points follow live ones after a moment; asking again closes the seam between both. */
const SEAM_MS = 5000;
const RENEW_MS = 60_000;
const SETTLE_MS = 250;

export interface HistoryQuestion {
  experiment: string;
  table: Table;
  unit: string | null;
  span: Span;
  startS: number;
  /** About so many points per line; by default enough for a wide chart. */
  points?: number;
}

const storedOf = (q: HistoryQuestion) =>
  queryOptions({
    queryKey: ["series", q.experiment, q.table, q.unit, q.span.kind === "fixed" ? `${q.span.a}~${q.span.b}` : q.span.preset, q.points ?? POINTS],
    queryFn: () => fetchSeries({ experiment: q.experiment, table: q.table, unit: q.unit, points: q.points ?? POINTS, ...range(q) }),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Stored points of the window, with a margin where it is a fixed one, in the roll-up that fits it. */
export function useHistory(question: HistoryQuestion): UseQueryResult<SeriesReply> {
  const span = useSettled(question.span);
  useRenewal([question.experiment], question.table);
  return useQuery({ ...storedOf({ ...question, span }), placeholderData: keepPreviousData });
}

/** The same of several experiments: one request each, all units in it. Until a window has come, one that was asked before stands in. */
export function useHistories(experiments: readonly string[], question: Omit<HistoryQuestion, "experiment">): UseQueryResult<SeriesReply>[] {
  const span = useSettled(question.span);
  useRenewal(experiments, question.table);
  return useQueries({ queries: experiments.map((experiment) => ({ ...storedOf({ ...question, experiment, span }), placeholderData: () => anyOf(experiment, question.table, question.unit) })) });
}

const anyOf = (experiment: string, table: Table, unit: string | null): SeriesReply | undefined =>
  queryClient.getQueriesData<SeriesReply>({ queryKey: ["series", experiment, table, unit] }).find(([, data]) => data)?.[1];

/** Asks again while the link is up: once soon after the beginning, then every minute. */
function useRenewal(experiments: readonly string[], table: Table): void {
  const isUp = useLink().phase === "live";
  const names = JSON.stringify(experiments);
  useEffect(() => {
    if (!isUp) return;
    const renew = (): void => {
      for (const experiment of JSON.parse(names) as string[]) void queryClient.invalidateQueries({ queryKey: ["series", experiment, table] });
    };
    const soon = setTimeout(renew, SEAM_MS);
    const again = setInterval(renew, RENEW_MS);
    return () => {
      clearTimeout(soon);
      clearInterval(again);
    };
  }, [isUp, names, table]);
}

/** A window that is being dragged counts once it rests. */
function useSettled(span: Span): Span {
  const [settled, setSettled] = useState(span);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(span), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [span]);
  return span.kind === "follow" ? span : settled;
}

function range({ span, startS }: HistoryQuestion): { startS: number | null; endS: number | null } {
  if (span.kind === "follow") return { startS: span.seconds === null ? null : Math.max(startS, clock.nowMs() / 1000 - span.seconds) - 1, endS: null };
  const [a, b] = endsOf(span, startS);
  const margin = (b - a) / 4;
  return { startS: Math.max(0, a - margin), endS: b + margin };
}

onLinkReturn(() => {
  void queryClient.invalidateQueries({ queryKey: ["series"] }).then(finishCatchingUp, finishCatchingUp);
});

/** A line ready to be drawn: stored points, then live ones. */
export interface DrawnLine {
  name: string;
  unit: string;
  channel: string | null;
  t: number[];
  y: (number | null)[];
  low: (number | null)[];
  high: (number | null)[];
}

/** Joins history and live points of every line of a table; with `unit`, only of that one. */
export function linesOf(experiment: string, table: Table, unit: string | null, stored: SeriesReply | undefined): DrawnLine[] {
  const lines = new Map<string, DrawnLine>();
  for (const s of stored?.series ?? []) {
    if (unit && s.unit !== unit) continue;
    const none = s.t.map(() => null);
    lines.set(s.name, { name: s.name, unit: s.unit, channel: s.channel, t: [...s.t], y: [...s.y], low: [...(s.low ?? none)], high: [...(s.high ?? none)] });
  }
  for (const { point, tail } of tailsOf(experiment, table)) {
    if (unit && point.unit !== unit) continue;
    const line = lines.get(point.name) ?? { name: point.name, unit: point.unit, channel: point.channel, t: [], y: [], low: [], high: [] };
    const last = line.t.at(-1) ?? 0;
    const from = tail.t.findIndex((t) => t > last);
    if (from >= 0) {
      line.t.push(...tail.t.slice(from));
      line.y.push(...tail.y.slice(from));
      line.low.push(...tail.low.slice(from));
      line.high.push(...tail.high.slice(from));
    }
    lines.set(point.name, line);
  }
  return [...lines.values()].sort((a, b) => a.name.localeCompare(b.name));
}

export function truthLine(unit: string): DrawnLine | null {
  const tail = truthTail(unit);
  if (!tail || tail.t.length === 0) return null;
  return { name: `${unit}-truth`, unit, channel: null, t: [...tail.t], y: [...tail.y], low: [], high: [] };
}
