import { useSyncExternalStore } from "react";

import type { JobDescriptor, SettingDescriptor } from "../../api/types";
import { format, text } from "../../texts";
import { nameJob } from "../../texts/jobNames";
import { isFamily } from "../automations/families";

/** A setting of a running job, as its descriptor tells. Limits are inclusive; null: none is known. */
export interface Setting {
  key: string;
  label: string;
  unit: string;
  type: SettingDescriptor["type"];
  min: number | null;
  max: number | null;
  isEditable: boolean;
  description: string | null;
  /** The values that it can have, where they are named. */
  options?: readonly string[];
}

export interface JobKind {
  name: string;
  description: string | null;
  /** Those to show, in the order of the descriptor. */
  settings: readonly Setting[];
  /** All that the descriptor names, for the options of a start. */
  known: readonly Setting[];
}

/** What a growing culture needs, in the order of a start: the stirrer first, what depends on readings last. */
export const CULTURE_JOBS = ["stirring", "od_reading", "growth_rate_calculating"] as const;

const bare = (name: string): JobKind => ({ name, description: null, settings: [], known: [] });

/** Rows stand before the descriptors come. */
let kinds: readonly JobKind[] = CULTURE_JOBS.map(bare);
const listeners = new Set<() => void>();
const listen = (run: () => void): (() => void) => {
  listeners.add(run);
  return () => listeners.delete(run);
};

export const jobNames = (): string[] => kinds.map((kind) => kind.name);
export const useJobKinds = (): readonly JobKind[] => useSyncExternalStore(listen, () => kinds);
/** A job that runs without a descriptor still gets a row, so that it can be stopped. */
export const kindOf = (name: string): JobKind => kinds.find((kind) => kind.name === name) ?? bare(name);

const settingOf = (d: SettingDescriptor): Setting => ({
  key: d.key,
  label: d.label ?? d.key.replaceAll("_", " "),
  // Speeds are written small throughout the app.
  unit: d.unit === "RPM" ? "rpm" : (d.unit ?? ""),
  type: d.type,
  min: d.min ?? null,
  max: d.max ?? null,
  isEditable: d.editable && d.type !== "json",
  description: d.description ?? null,
});

export function setCatalogue(descriptors: readonly JobDescriptor[]): void {
  const shown = descriptors.filter((d) => d.display && !d.is_testing);
  if (shown.length === 0) return;
  // The row of a family has a short name of its own: which automation runs stands in its chip.
  for (const d of descriptors) if (!isFamily(d.job_name)) nameJob(d.job_name, d.display_name);
  kinds = shown.map((d) => ({
    name: d.job_name,
    description: d.description ?? null,
    settings: d.published_settings.filter((s) => s.display).map(settingOf),
    known: d.published_settings.map(settingOf),
  }));
  for (const run of listeners) run();
}

/** Topics of the settings that are shown, as `<job>/<setting>`. */
export const settingTopics = (descriptors: readonly JobDescriptor[]): string[] =>
  descriptors.flatMap((d) => d.published_settings.filter((s) => s.display && /^[^/#+$]+$/.test(s.key)).map((s) => `${d.job_name}/${s.key}`));

const TRUE = /^(true|1|yes|on)$/i;
export const isOn = (raw: string): boolean => TRUE.test(raw);

/** Two payloads that mean the same: `500` and `500.0`, `1` and `True`. */
export function isSameValue(a: string | null | undefined, b: string, type: Setting["type"]): boolean {
  if (a === null || a === undefined) return false;
  if (a === b) return true;
  if (type === "boolean") return isOn(a) === isOn(b);
  return a.trim() !== "" && b.trim() !== "" && Number(a) === Number(b);
}

/** A payload as the screen shows it, without its unit. */
export function showSetting(setting: Setting, raw: string | null): string {
  if (raw === null || raw === "") return format.NONE;
  if (setting.type === "boolean") return isOn(raw) ? text.actions.on : text.actions.off;
  const value = Number(raw);
  if (setting.type !== "numeric" || !Number.isFinite(value)) return setting.options ? text.actions.automations.option(raw) : raw;
  return setting.unit.toLowerCase() === "rpm" ? format.rpm(value) : format.plain(value);
}

/** Why a typed value cannot be asked for; null where it can. */
export function problemOf(setting: Setting, typed: string): string | null {
  if (setting.type !== "numeric") return null;
  const r = text.actions.refused;
  const value = format.parseNumber(typed, setting.unit);
  if (value === null) return r.notANumber(setting.unit);
  if (setting.min !== null && value < setting.min) return r.tooLow(setting.min, setting.unit);
  if (setting.max !== null && value > setting.max) return r.tooHigh(setting.max, setting.unit);
  return null;
}

/** What is sent for a typed value. */
export const payloadOf = (setting: Setting, typed: string): string => (setting.type === "numeric" ? String(format.parseNumber(typed, setting.unit)) : typed.trim());
