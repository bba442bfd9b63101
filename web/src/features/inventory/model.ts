import type { Assignment, Model, ReleaseRow, UnitAnswer, Worker } from "../../api/types";
import { inventory as t } from "../../texts/inventory";

/** Clock seconds per unit at about one moment, as the units said them. */
export type Clocks = Readonly<Record<string, number | null>>;

/** A unit as the inventory shows it. `null`: nobody has said it yet, or there is none. */
export interface InventoryRow {
  unit: string;
  isLeader: boolean;
  /** The leader may be no worker: then it has no vial, no model and no experiment. */
  isWorker: boolean;
  isActive: boolean;
  model: { name: string; version: string } | null;
  experiment: string | null;
  address: string | null;
  version: string | null;
  freeBytes: number | null;
  /** Why release and disk are not known. */
  silence: string | null;
  /** Seconds of the wall that its clock is ahead of the leader's. */
  aheadS: number | null;
}

interface Known {
  leader: string;
  workers: readonly Worker[];
  assignments: readonly Assignment[];
  releases: readonly ReleaseRow[];
  clocks: Clocks;
}

/** The leader first, then the workers by name, with what is known of each. */
export function rowsOf({ leader, workers, assignments, releases, clocks }: Known): InventoryRow[] {
  const names = [leader, ...workers.map((worker) => worker.pioreactor_unit).filter((name) => name !== leader)];
  return names.map((unit) => {
    const worker = workers.find((one) => one.pioreactor_unit === unit);
    const said = releases.find((one) => one.unit === unit);
    return {
      unit,
      isLeader: unit === leader,
      isWorker: worker !== undefined,
      isActive: worker ? Boolean(worker.is_active) : true,
      model: worker?.model_name && worker.model_version ? { name: worker.model_name, version: worker.model_version } : null,
      experiment: assignments.find((one) => one.pioreactor_unit === unit)?.experiment ?? null,
      address: worker?.ipv4_address ?? null,
      version: said?.release?.version ?? null,
      freeBytes: said?.release?.free_bytes ?? null,
      silence: said && !said.release ? (said.error ?? null) : null,
      aheadS: aheadOf(clocks, unit, leader),
    };
  });
}

function aheadOf(clocks: Clocks, unit: string, leader: string): number | null {
  const [own, theirs] = [clocks[unit], clocks[leader]];
  return typeof own === "number" && typeof theirs === "number" ? own - theirs : null;
}

/** Two answers to one question are apart by the network alone; less than this is no difference. Clock seconds at speed 1. */
const SAME_S = 1;
/** From here on, readings of the unit would stand at a wrong place beside the others. */
const WRONG_S = 2;

export type ClockState = "unknown" | "same" | "ahead" | "behind";

/** How a clock stands against the leader's; `speed`: clock seconds per second of the wall. */
export function clockState(aheadS: number | null, speed: number): { state: ClockState; isWrong: boolean } {
  if (aheadS === null) return { state: "unknown", isWrong: false };
  const apart = Math.abs(aheadS) / speed;
  return { state: apart < SAME_S ? "same" : aheadS > 0 ? "ahead" : "behind", isWrong: apart >= WRONG_S };
}

/** Units that use another release than the leader; none while the leader's is unknown. */
export function otherVersions(rows: readonly InventoryRow[]): { version: string; units: string[] } | null {
  const version = rows.find((row) => row.isLeader)?.version;
  if (!version) return null;
  const units = rows.filter((row) => row.version !== null && row.version !== version).map((row) => row.unit);
  return units.length > 0 ? { version, units } : null;
}

/** The name of a model for people; its own name and version if the leader does not know it. */
export function modelName(model: InventoryRow["model"], models: readonly Model[]): string | null {
  if (!model) return null;
  return models.find((one) => one.model_name === model.name && one.model_version === model.version)?.display_name ?? `${model.name} ${model.version}`;
}

/** A clock in the list of all; `unit` null: that of the computer in front of the person. */
export interface ClockRow {
  unit: string | null;
  isMeasure: boolean;
  timeMs: number | null;
  aheadS: number | null;
}

/** Every unit's time now, by what it said against the leader, and that of this computer at the end. */
export function clockRows({ leader, units, clocks, leaderNowMs, hereMs }: { leader: string; units: readonly string[]; clocks: Clocks; leaderNowMs: number; hereMs: number }): ClockRow[] {
  const rows = units.map((unit): ClockRow => {
    const aheadS = aheadOf(clocks, unit, leader);
    return { unit, isMeasure: unit === leader, aheadS, timeMs: aheadS === null ? null : leaderNowMs + aheadS * 1000 };
  });
  return [...rows, { unit: null, isMeasure: false, timeMs: hereMs, aheadS: (hereMs - leaderNowMs) / 1000 }];
}

/** What became of a unit's clock: how far it went, or why it was not set and what to do. */
export function steppedWords(answer: UnitAnswer): string {
  if (answer.ok) return t.clocks.stepped((answer.value as { stepped_s: number }).stepped_s);
  return t.clocks.refused(answer.error?.message ?? "", answer.error?.remediation ?? null);
}
