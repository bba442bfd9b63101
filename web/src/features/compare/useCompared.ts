import { useQueries, type UseQueryResult } from "@tanstack/react-query";
import { useMemo } from "react";

import { api, path } from "../../api/client";
import { queryClient } from "../../api/queries";
import type { Experiment, SeriesReply } from "../../api/types";
import { gapOf } from "../../charts/align";
import { ALL } from "../../charts/Brush";
import { dashOfGroup } from "../../charts/colours";
import { storedOf, useSettled } from "../../charts/history";
import type { ChartKind } from "../../charts/kinds";
import { lineOf, type LineSource, type PlotLine } from "../../charts/lines";
import type { Span } from "../../charts/span";
import { crossing } from "./crossing";
import { idOf, lookOf, namesOf, type Compared } from "./state";

const RENEW_MS = 60_000;
/** Finer than a screen: the window is shown from it while its own points come. */
const POINTS = 2000;

interface Replies {
  data: (SeriesReply | undefined)[];
  isPending: boolean[];
  isError: boolean[];
}

const collect = (results: UseQueryResult<SeriesReply>[]): Replies => ({
  data: results.map((one) => one.data),
  isPending: results.map((one) => one.isPending && one.fetchStatus !== "idle"),
  isError: results.map((one) => one.isError),
});

/** Asks once more for whatever could not be loaded. */
const onRetry = (): void => void queryClient.refetchQueries({ queryKey: ["series"], predicate: (one) => one.state.status === "error" });

/** Names that people gave to the units of some experiments. */
export function useLabels(experiments: readonly string[]): ReadonlyMap<string, Record<string, string>> {
  const results = useQueries({
    queries: experiments.map((experiment) => ({ queryKey: ["unit_labels", experiment], queryFn: () => api.get<Record<string, string>>(path("experiments", experiment, "unit_labels")), staleTime: 60_000 })),
    combine: (all) => all.map((one) => one.data ?? null),
  });
  return new Map(experiments.map((experiment, k) => [experiment, results[k] ?? {}]));
}

export interface Entry {
  line: Compared;
  label: string;
  slot: number;
  dash: readonly number[];
  /** Where zero of its time is, unix seconds; null of an experiment that is gone. */
  zeroS: number | null;
  /** Seconds after the start of the experiment. */
  zeroAfterS: number;
  /** It was to be moved to a value that it never rises to. */
  isNotReached: boolean;
  state: "gone" | "loading" | "failed" | "empty" | "ready";
}

export interface ComparedLines {
  entries: readonly Entry[];
  /** All data, with time from the common zero. */
  whole: LineSource;
  /** The window, as finely as it is stored. */
  shown: LineSource;
  /** First and last moment of all lines, seconds from zero. */
  ends: readonly [number, number];
  isPending: boolean;
  isError: boolean;
  onRetry: () => void;
}

interface Question {
  lines: readonly Compared[];
  kind: ChartKind;
  experiments: readonly Experiment[];
  /** Move each line to where it first rises to this value; null: to its own zero. */
  atValue: number | null;
  by: "unit" | "experiment";
  span: Span;
}

/** The stored points of all lines, moved to a common zero. */
export function useCompared({ lines, kind, experiments, atValue, by, span }: Question): ComparedLines {
  const labels = useLabels([...new Set(lines.map((line) => line.experiment))]);
  const known = new Map(experiments.map((one) => [one.experiment, one]));
  const about = (line: Compared) => ({ experiment: line.experiment, table: kind.table, unit: line.unit, startS: 0, points: POINTS });
  const isKnown = (line: Compared): boolean => known.has(line.experiment);
  const renewal = (line: Compared) => ((known.get(line.experiment)?.worker_count ?? 0) > 0 ? { refetchInterval: RENEW_MS } : {});
  const all = useQueries({ queries: lines.map((line) => ({ ...storedOf({ ...about(line), span: ALL }), enabled: isKnown(line), ...renewal(line) })), combine: collect });

  const starts = lines.map((line) => (known.has(line.experiment) ? Date.parse((known.get(line.experiment) as Experiment).created_at) / 1000 : null));
  const startsKey = starts.join();
  const zeros = useMemo(
    () =>
      lines.map((line, i) => {
        const startS = startsKey.split(",")[i] ? Number(startsKey.split(",")[i]) : null;
        const first = all.data[i]?.series[0];
        const at = atValue === null || !first ? null : crossing(first.t, first.y, atValue);
        return { startS, zeroS: startS === null ? null : at === null ? startS + line.offsetS : at / 1000, isNotReached: atValue !== null && first !== undefined && at === null };
      }),
    [lines, startsKey, all, atValue],
  );

  const settled = useSettled(span);
  const fine = useQueries({
    queries: lines.map((line, i) => {
      const zeroS = zeros[i]?.zeroS ?? 0;
      const moved: Span = settled.kind === "fixed" ? { kind: "fixed", a: Math.floor(settled.a + zeroS), b: Math.ceil(settled.b + zeroS) } : ALL;
      return { ...storedOf({ ...about(line), span: moved }), enabled: isKnown(line) && settled.kind === "fixed", ...renewal(line) };
    }),
    combine: collect,
  });

  const look = useMemo(() => lookOf(lines, by), [lines, by]);
  const labelOf = (line: Compared): string => labels.get(line.experiment)?.[line.unit] || line.unit;
  const names = namesOf(lines, labelOf);
  const namesKey = names.join("\n");
  const tagsKey = lines.map(labelOf).join("\n");
  const isFixed = span.kind === "fixed";
  const { whole, shown, ends } = useMemo(() => {
    const make = (replies: readonly (SeriesReply | undefined)[]): LineSource => {
      const made = lines.flatMap((line, i) => plotLines({ id: idOf(line), label: namesKey.split("\n")[i] ?? line.unit, tag: tagsKey.split("\n")[i] ?? line.unit, reply: replies[i], zeroS: zeros[i]?.zeroS ?? null, slot: look[i]?.slot ?? 1, dash: dashOfGroup(look[i]?.dashGroup ?? 0), kind }));
      return { lines: () => made, version: () => "", resolutionS: Math.max(0, ...replies.map((reply) => reply?.resolution_s ?? 0)) };
    };
    const whole = make(all.data);
    const window = isFixed ? make(fine.data.map((reply, i) => reply ?? all.data[i])) : whole;
    const times = whole.lines().flatMap((line) => [(line.t[0] ?? 0) / 1000, (line.t.at(-1) ?? 0) / 1000]);
    return { whole, shown: window, ends: [Math.min(0, ...times), Math.max(60, ...times)] as const };
  }, [lines, namesKey, tagsKey, zeros, look, kind, all, fine, isFixed]);

  const entries = lines.map((line, i): Entry => {
    const zero = zeros[i];
    const reply = all.data[i];
    const state = zero?.startS === null ? "gone" : all.isError[i] ? "failed" : !reply ? "loading" : reply.series.length === 0 ? "empty" : "ready";
    return { line, label: labelOf(line), slot: look[i]?.slot ?? 1, dash: dashOfGroup(look[i]?.dashGroup ?? 0), zeroS: zero?.zeroS ?? null, zeroAfterS: (zero?.zeroS ?? 0) - (zero?.startS ?? 0), isNotReached: zero?.isNotReached ?? false, state };
  });
  return { entries, whole, shown, ends, isPending: all.isPending.some(Boolean), isError: all.isError.some(Boolean) || (isFixed && fine.isError.some(Boolean)), onRetry };
}

interface Made {
  id: string;
  label: string;
  /** The unit alone. */
  tag: string;
  reply: SeriesReply | undefined;
  zeroS: number | null;
  slot: number;
  dash: readonly number[];
  kind: ChartKind;
}

/** What was stored of one unit, one line per channel, with time from its zero. */
function plotLines({ id, label, tag, reply, zeroS, slot, dash, kind }: Made): PlotLine[] {
  if (!reply || zeroS === null) return [];
  return reply.series.map((s) => {
    const t = s.t.map((at) => at - zeroS * 1000);
    const line = lineOf(`${id}:${s.name}`, s.unit, s.channel, { t, y: [...s.y], min: s.y_min, max: s.y_max }, s.low ?? [], s.high ?? []);
    const gapMs = kind.isStepped ? Number.POSITIVE_INFINITY : gapOf(t, 0, reply.resolution_s, 0);
    return { ...line, group: id, slot, dash, isTruth: false, gapMs, tag, label: reply.series.length > 1 ? `${label}, ${s.channel}` : label };
  });
}
