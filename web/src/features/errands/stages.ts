import { errands as t } from "../../texts/errands";
import type { StageState } from "../../ui/StageList";

/** A stage as the leader writes it down. */
export interface WrittenStage {
  state: StageState;
  began_at?: string;
  took_s?: number | null;
  limit_s?: number | null;
}

/** Whether more will come of a run. */
export const isUnderWay = (run: { outcome?: string } | null | undefined): boolean => run?.outcome === "asked" || run?.outcome === "running";

/** The time at the right of a stage. `nowMs` and `began_at` are of the leader's clock, which runs `speed` times the wall's. */
export function stageTime(stage: WrittenStage, nowMs: number, speed: number): string {
  if (stage.state === "undone") return t.putBack;
  if (stage.state === "running" && stage.began_at) {
    const seconds = Math.max(0, (nowMs - Date.parse(stage.began_at)) / 1000 / speed);
    return stage.limit_s ? t.ofLimit(seconds, stage.limit_s) : t.soFar(seconds);
  }
  if (typeof stage.took_s === "number") return t.took(stage.took_s);
  return stage.state === "waiting" && stage.limit_s ? t.limit(stage.limit_s) : "";
}

/** Wall seconds that a run has taken so far, or took. */
export function runSeconds(run: { took_s?: number | null; began_at?: string; asked_at?: string }, nowMs: number, speed: number): number {
  if (typeof run.took_s === "number") return run.took_s;
  const began = Date.parse(run.began_at || run.asked_at || "");
  return Number.isFinite(began) ? Math.max(0, (nowMs - began) / 1000 / speed) : 0;
}
