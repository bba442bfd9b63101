import type { BackupLine, BackupRun, Backups, RestoreChecked } from "../../api/types";
import { format } from "../../texts";
import { errands } from "../../texts/errands";
import { leader as t } from "../../texts/leader";
import type { StageLine } from "../../ui/StageList";
import { isUnderWay, stageTime } from "../errands/stages";

type Stage = NonNullable<BackupRun["stages"]>[number];

const DAY_S = 86_400;

/** Where a backup lies, the leader first. */
export const placesOf = (line: Pick<BackupLine, "is_here" | "places">): string[] => [...(line.is_here ? [t.backups.here] : []), ...line.places];

/** The newest backup, and whether it is too old by the leader's own rule. */
export function newestOf(backups: Pick<Backups, "backups" | "stale_after_days">, nowMs: number): { line: BackupLine; ageS: number; isStale: boolean } | null {
  const line = backups.backups[0];
  if (!line) return null;
  const ageS = Math.max(0, (nowMs - Date.parse(line.made_at)) / 1000);
  return { line, ageS, isStale: ageS > backups.stale_after_days * DAY_S };
}

/** Whether the backup itself is missing, rather than one of its copies. */
export const isNotMade = (run: BackupRun): boolean => run.outcome === "interrupted" || (run.stages ?? [])[0]?.state === "failed";

export function runTitle(run: BackupRun): string {
  if (isUnderWay(run)) return t.run.title[run.kind];
  if (run.outcome === "succeeded") return t.run.over[run.kind];
  return isNotMade(run) ? t.run.notMade[run.kind] : t.run.failed[run.kind];
}

function detailOf(run: BackupRun, stage: Stage): string {
  if (stage.state === "failed") return stage.text ?? "";
  if (stage.place || stage.state !== "done") return "";
  const removed = (run.removed ?? []).length;
  return [t.run.made(run.size_bytes ?? 0, format.fixed(run.rows, 0)), removed > 0 ? t.run.removed(removed) : ""].filter(Boolean).join(" ");
}

/** `nowMs` is of the leader's clock, which runs `speed` times the wall's. */
export const stageLines = (run: BackupRun, nowMs: number, speed: number): StageLine[] =>
  (run.stages ?? []).map((stage) => ({
    key: stage.place || "leader",
    title: stage.place ? t.run.place(stage.place) : run.kind === "create" ? t.run.make : t.run.readBack,
    state: stage.state,
    word: errands.stageState[stage.state],
    detail: detailOf(run, stage),
    time: stageTime(stage, nowMs, speed),
  }));

export interface TableChange {
  table: string;
  now: number | null;
  backup: number | null;
  /** Rows more or fewer after a restore. */
  change: number;
}

/** Tables whose rows would change in number, the largest loss first. */
export const tableChanges = (changes: RestoreChecked["changes"]): TableChange[] =>
  Object.entries(changes.tables)
    .map(([table, { now, backup }]) => ({ table, now, backup, change: (backup ?? 0) - (now ?? 0) }))
    .toSorted((p, q) => p.change - q.change || p.table.localeCompare(q.table));

/** Whether a restore would leave the leader with all that it has. */
export const losesNothing = (changes: RestoreChecked["changes"]): boolean => changes.rows_lost === 0 && changes.experiments_lost.length === 0;
