import type { ProtocolRow } from "../../api/types";
import type { Calibration } from "./curve";

/** Devices that the cluster knows from the start, in their order; others follow by name. */
const ORDER = ["media_pump", "alt_media_pump", "waste_pump", "stirring", "od45", "od90", "od135"];
/** Stands for all angles together; calibrations of it are kept by angle. */
const ALL_ANGLES = "od";
const LABELS: Record<string, string> = { media_pump: "media", alt_media_pump: "alt_media", waste_pump: "waste", stirring: "stirring" };
const DAY_S = 86_400;
export const OLD_DAYS = 180;

export type ByDevice = Readonly<Record<string, readonly Calibration[]>>;
export type Config = Readonly<Record<string, Readonly<Record<string, string | null>>>>;

export type CellState = "active" | "old" | "idle" | "missing" | "unfitted";
export interface Cell {
  device: string;
  state: CellState;
  /** The one in use. */
  active: Calibration | null;
  stored: number;
  /** Of the one in use. */
  ageS: number | null;
}

const rank = (device: string): number => (ORDER.includes(device) ? ORDER.indexOf(device) : ORDER.length);

/** Devices in the order of the bench, others by name. */
export const inOrder = (devices: Iterable<string>): string[] => [...devices].toSorted((p, q) => rank(p) - rank(q) || p.localeCompare(q));

/** Devices for which there is a protocol or a calibration anywhere, in their order. */
export function devicesOf(units: Iterable<ByDevice | null>, protocols: readonly ProtocolRow[]): string[] {
  const found = new Set([...protocols.map((row) => row.target_device), ...[...units].flatMap((of) => Object.keys(of ?? {}))]);
  found.delete(ALL_ANGLES);
  return inOrder(found);
}

/** Whether a unit has the device by its configuration; where nobody knows, it may. */
export function isFitted(device: string, config: Config | null | undefined): boolean {
  const angle = /^od(\d+)$/.exec(device)?.[1];
  const label = LABELS[device];
  const section = angle ? config?.["od_config.photodiode_channel"] : label ? config?.PWM : undefined;
  return section === undefined || Object.values(section).includes(angle ?? label ?? "");
}

export const activeOf = (of: ByDevice | null | undefined, device: string): Calibration | null => of?.[device]?.find((one) => one.is_active) ?? null;

/** How a unit stands with one device. */
export function cellOf(device: string, of: ByDevice, config: Config | null | undefined, nowMs: number): Cell {
  const active = activeOf(of, device);
  const stored = of[device]?.length ?? 0;
  const ageS = active ? Math.max(0, (nowMs - Date.parse(active.created_at)) / 1000) : null;
  const state = ageS !== null ? (ageS > OLD_DAYS * DAY_S ? "old" : "active") : stored > 0 ? "idle" : isFitted(device, config) ? "missing" : "unfitted";
  return { device, state, active, stored, ageS };
}

/** How many of the fitted devices have a calibration in use. */
export function coverage(cells: readonly Cell[]): { done: number; all: number } {
  const fitted = cells.filter((cell) => cell.state !== "unfitted");
  return { done: fitted.filter((cell) => cell.active !== null).length, all: fitted.length };
}

/** The one in use, else the newest. */
export const firstOf = (rows: readonly Calibration[]): Calibration | null => rows.find((one) => one.is_active) ?? newestFirst(rows)[0] ?? null;

export const newestFirst = (rows: readonly Calibration[]): Calibration[] => rows.toSorted((p, q) => Date.parse(q.created_at) - Date.parse(p.created_at));
