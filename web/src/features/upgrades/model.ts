import type { ReleaseRow, Run, RunStage, RunUnit } from "../../api/types";
import { upgrades as t } from "../../texts/upgrades";
import type { ChipKind } from "../../ui/Chip";

const OUTCOME_CHIPS: Record<Run["outcome"], ChipKind> = { asked: "init", running: "init", succeeded: "ready", failed: "alarm", stopped: "warn", interrupted: "warn" };
export const outcomeChip = (outcome: Run["outcome"]): ChipKind => OUTCOME_CHIPS[outcome];

const UNIT_CHIPS: Record<RunUnit["state"], ChipKind> = { waiting: "off", running: "init", done: "ready", unchanged: "off", returned: "warn", failed: "alarm", unreachable: "offline", stuck: "alarm" };

/** What a unit's state looks like; a unit that nobody follows any more is not shown as turning. */
export const unitChip = (unit: RunUnit, isLive: boolean): ChipKind => (unit.state === "running" && !isLive ? "warn" : UNIT_CHIPS[unit.state]);

/** One sentence on how a unit is, the release by its number. */
export function lineOf(unit: RunUnit, isLive: boolean): string {
  const l = t.line;
  switch (unit.state) {
    case "waiting":
      return unit.text || l.waiting;
    case "running":
      return isLive ? (stageNow(unit) ? stageTitle(unit, stageNow(unit) as RunStage, false) : unit.text) : l.watching;
    case "done":
      return l.done(unit.to ?? "", unit.away_s ?? null);
    case "returned":
      return l.returned(unit.come_from ?? "");
    default:
      return l[unit.state];
  }
}

/** What a person does about a unit that did not come through; null where there is nothing to do. */
export function remedyOf(unit: RunUnit): string | null {
  if (unit.state === "unreachable") return t.remedy.unreachable(unit.unit);
  return unit.state === "returned" || unit.state === "failed" || unit.state === "stuck" ? t.remedy[unit.state] : null;
}

export const hasFailed = (unit: RunUnit): boolean => remedyOf(unit) !== null;

/** A unit that was left out before its first stage has none to show. */
export const hasBegun = (unit: RunUnit): boolean => (unit.stages ?? []).some((stage) => stage.state !== "skipped");

/** A unit that is done, or was never begun, folds to a line; one that changes or failed shows its stages. */
export const isOpen = (unit: RunUnit, isLive: boolean): boolean => hasFailed(unit) || (unit.state === "running" && isLive);

export const stageNow = (unit: RunUnit): RunStage | undefined => (unit.stages ?? []).find((stage) => stage.state === "running");

export function stageTitle(unit: RunUnit, stage: RunStage, isRollback: boolean): string {
  if (stage.name === "note" && unit.is_leader) return t.stage.noteLeader;
  if (stage.name === "switch" && isRollback) return t.stage.switchBack;
  return t.stage[stage.name];
}

export const isDone = (unit: RunUnit): boolean => unit.state === "done";

/** Releases in use, each once; units that do not answer are left out. */
export const versionsIn = (rows: readonly ReleaseRow[]): string[] => [...new Set(rows.flatMap((row) => (row.release ? [row.release.version] : [])))].sort();

/** A unit's last change in words; null where it never had one. */
export function lastChange(row: ReleaseRow, duration: (seconds: number) => string): string | null {
  const change = row.release?.change;
  if (!change) return null;
  const w = t.units.last;
  if (change.step === "accepted") return w.accepted(change.to, change.away_s === null ? null : duration(change.away_s));
  if (change.step === "returned") return w.returned(change.to, change.is_rollback);
  if (change.step === "abandoned") return w.abandoned(change.to);
  if (change.step === "stuck") return w.stuck;
  return w.other(change.step, change.to);
}
