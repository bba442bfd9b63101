import type { Join, JoinAction, JoinStage, Wish } from "../../api/types";
import { format } from "../../texts";
import { joining as t } from "../../texts/joining";
import type { ChipKind } from "../../ui/Chip";
import { isUnderWay } from "../errands/stages";

/** How the leader gets in for the first time. */
export type Way = "claim_code" | "password" | "key";

/** The form as it was typed. */
export interface Typed {
  unit: string;
  way: Way;
  code: string;
  user: string;
  password: string;
  /** `name|version`, or '' for later. */
  model: string;
  address: string;
  port: string;
}

export const EMPTY: Typed = { unit: "", way: "claim_code", code: "", user: "", password: "", model: "", address: "", port: "22" };

const HOST_NAME = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Why the form cannot be sent; null when it can. */
export function problemOf(typed: Typed): string | null {
  const a = t.add;
  const unit = typed.unit.trim();
  if (unit === "") return a.needUnit;
  if (!HOST_NAME.test(unit)) return a.badUnit;
  return secretProblem(typed) ?? (/^\d{1,5}$/.test(typed.port.trim()) && Number(typed.port) >= 1 && Number(typed.port) <= 65_535 ? null : a.badPort);
}

/** What is missing of the secret that a way in needs. */
export function secretProblem({ way, code, user, password }: Pick<Typed, "way" | "code" | "user" | "password">): string | null {
  if (way === "claim_code") return code.trim() === "" ? t.add.needCode : null;
  return way === "password" && (user.trim() === "" || password === "") ? t.add.needLogin : null;
}

const secretsOf = ({ way, code, user, password }: Pick<Typed, "way" | "code" | "user" | "password">): Partial<Wish> =>
  way === "claim_code" ? { claim_code: code.trim() } : way === "password" ? { user: user.trim(), password } : {};

export function wishOfForm(typed: Typed): Wish {
  const [model_name, model_version] = typed.model.split("|");
  return {
    unit: typed.unit.trim(),
    ...secretsOf(typed),
    ...(model_name && model_version ? { model_name, model_version } : {}),
    ...(typed.address.trim() ? { address: typed.address.trim() } : {}),
    port: Number(typed.port),
  };
}

/** Which secret has to be typed before an action can be sent; null where none is missing. */
export function missingFor(action: JoinAction, run: Join, remembered: Wish | undefined): Way | null {
  if (action === "give_password") return "password";
  if (action === "give_claim_code") return "claim_code";
  if (run.uses === "password" && !remembered?.password) return "password";
  return run.uses === "claim_code" && !remembered?.claim_code ? "claim_code" : null;
}

/** The same wish again with what an action adds. `typed`: secrets that were typed for it. */
export function wishAgain(action: JoinAction, run: Join, remembered: Wish | undefined, typed: Pick<Typed, "way" | "code" | "user" | "password"> | null): Wish {
  const same: Wish = {
    unit: run.unit,
    address: run.address,
    port: run.port,
    user: run.user,
    model_name: run.model_name,
    model_version: run.model_version,
    host_key: run.host_key,
    sets_clock: run.sets_clock,
    ...(run.uses === "password" ? { password: remembered?.password } : run.uses === "claim_code" ? { claim_code: remembered?.claim_code } : {}),
  };
  const kept = Object.fromEntries(Object.entries(same).filter(([, value]) => value !== undefined && value !== "")) as unknown as Wish;
  return { ...kept, ...(typed ? secretsOf(typed) : {}), ...(action === "accept_host_key" ? { host_key: run.found?.fingerprint ?? "" } : {}), ...(action === "set_clock" ? { sets_clock: true } : {}) };
}

/** The page of a run. */
export const runPath = (run: Pick<Join, "run_id">): string => `/inventory/runs/${run.run_id}`;

export const stageNow = (run: Join): JoinStage | undefined => (run.stages ?? []).find((stage) => stage.state === "running");

/** Number of the stage at which a run is, or stopped; 1 before the first. */
export function stageNumber(run: Join): number {
  const stages = run.stages ?? [];
  const at = stages.findIndex((stage) => stage.state === "running" || stage.state === "failed");
  return at >= 0 ? at + 1 : Math.min(stages.length, stages.filter((stage) => stage.state === "done").length + 1);
}

/** Where a run is, in a chip. `seconds`: of the wall, so far or in all. */
export function chipOf(run: Join, seconds: number): { kind: ChipKind; words: string } {
  const total = (run.stages ?? []).length;
  if (isUnderWay(run)) return { kind: "init", words: t.chip.at(stageNumber(run), total) };
  if (run.outcome === "succeeded") return { kind: "ready", words: t.chip.done[run.kind](format.duration(seconds)) };
  return { kind: run.outcome === "failed" ? "alarm" : "warn", words: t.chip.stoppedAt(stageNumber(run), total) };
}
