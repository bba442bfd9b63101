import type { ReleaseRow, Run, RunStage, RunUnit } from "../../api/types";
import { upgrades as t } from "../../texts/upgrades";
import type { ChipKind } from "../../ui/Chip";

export const isUnderWay = (run: Run | null | undefined): boolean => run?.outcome === "asked" || run?.outcome === "running";

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

/** The time at the right of a stage. `nowMs` and `began_at` are of the leader's clock, which runs `speed` times the wall's. */
export function stageTime(stage: RunStage, nowMs: number, speed: number): string {
  if (stage.state === "undone") return t.putBack;
  if (stage.state === "running" && stage.began_at) {
    const seconds = Math.max(0, (nowMs - Date.parse(stage.began_at)) / 1000 / speed);
    return stage.limit_s ? t.ofLimit(seconds, stage.limit_s) : t.soFar(seconds);
  }
  if (typeof stage.took_s === "number") return t.took(stage.took_s);
  return stage.state === "waiting" && stage.limit_s ? t.limit(stage.limit_s) : "";
}

/** Wall seconds that a run has taken so far, or took. */
export function runSeconds(run: Run, nowMs: number, speed: number): number {
  if (typeof run.took_s === "number") return run.took_s;
  const began = Date.parse(run.began_at || run.asked_at || "");
  return Number.isFinite(began) ? Math.max(0, (nowMs - began) / 1000 / speed) : 0;
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
