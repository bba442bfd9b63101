import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { fetchLogs } from "../../api/queries";
import type { LogRow } from "../../api/types";
import { text } from "../../texts";
import { joinNotes, merge, NOTE, rankOf, useLiveLogs } from "./liveLogs";

/** An event worth a sign above the charts. */
export interface Mark {
  /** Unix seconds. */
  t: number;
  kind: "note" | "alarm" | "start" | "stop" | "dose";
  words: string;
}

const KEPT = 400;

/** Starts and stops are told by the jobs themselves, in one word each. */
function kindOf(row: LogRow): Mark["kind"] | null {
  if (row.task === NOTE) return "note";
  if (rankOf(row.level) >= 4) return "alarm";
  if (row.message === "Ready.") return "start";
  return row.message === "Disconnected." ? "stop" : null;
}

export function marksOf(rows: readonly LogRow[], labelOf: (unit: string) => string): Mark[] {
  const t = text.pages.chart.marks;
  return rows.flatMap((row) => {
    const kind = kindOf(row);
    const at = Date.parse(row.timestamp) / 1000;
    if (!kind || !Number.isFinite(at)) return [];
    const who = labelOf(row.pioreactor_unit);
    const job = text.actions.jobName(row.task ?? "");
    const words = kind === "start" ? t.started(who, job) : kind === "stop" ? t.stopped(who, job) : t.said(who, row.message);
    return [{ t: at, kind, words }];
  });
}

/** Marks of an experiment, or of one unit of it: live ones, the newest stored ones, and older notes and errors. */
export function useMarks(experiment: string, unit: string | null, logs: readonly LogRow[], units: readonly { unit: string; label: string }[]): readonly Mark[] {
  const older = useQuery({ queryKey: ["marks", experiment], queryFn: () => fetchLogs({ experiment, level: "NOTICE", skip: 0 }), staleTime: 60_000 }).data;
  const live = useLiveLogs();
  return useMemo(() => {
    const labels = new Map(units.map((one) => [one.unit, one.label]));
    const here = merge(
      live.filter((row) => row.experiment === experiment),
      [...logs, ...(older ?? [])],
    ).filter((row) => unit === null || row.pioreactor_unit === unit);
    return marksOf(joinNotes(here).slice(0, KEPT), (name) => labels.get(name) ?? text.pages.events.unitOf(name));
  }, [live, logs, older, experiment, unit, units]);
}
