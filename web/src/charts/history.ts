import { keepPreviousData, queryOptions, useQueries, useQuery, type UseQueryResult } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { fetchSeries, queryClient } from "../api/queries";
import type { SeriesReply } from "../api/types";
import { clock, finishCatchingUp, onLinkReturn, useLink } from "../live";
import { endsOf, type Span } from "./span";
import type { Table } from "./tails";

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

/** The request for the stored points of a window. */
export const storedOf = (q: HistoryQuestion) =>
  queryOptions({
    queryKey: ["series", q.experiment, q.table, q.unit, q.span.kind === "fixed" ? `${q.span.a}~${q.span.b}` : q.span.preset, q.points ?? POINTS],
    queryFn: () => fetchSeries({ experiment: q.experiment, table: q.table, unit: q.unit, points: q.points ?? POINTS, ...range(q) }),
    staleTime: Number.POSITIVE_INFINITY,
    // Comparing all points with those of before costs more than drawing them.
    structuralSharing: false,
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
export function useSettled(span: Span): Span {
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
