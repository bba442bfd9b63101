import type { Dataset, Estimate, ExportRequest, ExportRun } from "../../api/types";
import { format } from "../../texts";
import { errands } from "../../texts/errands";
import { exporting as t } from "../../texts/exporting";
import type { StageLine } from "../../ui/StageList";
import { stageTime } from "../errands/stages";

/** What belongs to no experiment, as the leader calls it. */
export const SYSTEM = "$experiment";
/** What is chosen when nobody has chosen anything. */
export const USUAL = ["od_readings", "growth_rates", "temperature_readings", "dosing_events"] as const;

/** Names in the address stand apart by a sign that no name has. */
export const splitNames = (text: string): string[] => text.split("/").filter(Boolean);
export const joinNames = (names: readonly string[]): string => names.join("/");

export interface Choice {
  datasets: readonly string[];
  experiments: readonly string[];
  /** None are all. */
  units: readonly string[];
  /** Local times of an input, '' for open. */
  from: string;
  to: string;
  byUnit: boolean;
  byExperiment: boolean;
}

/** A time of an input in the form of the wire; null for none, and for what is not finished yet. */
export function utc(local: string): string | null {
  const ms = local ? new Date(local).getTime() : Number.NaN;
  return Number.isFinite(ms) ? new Date(ms).toISOString() : null;
}

/** A moment as an input of local times shows it. */
export function localInput(ms: number): string {
  const d = new Date(ms);
  const two = (n: number): string => String(n).padStart(2, "0");
  return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}T${two(d.getHours())}:${two(d.getMinutes())}`;
}

/** The zone of this browser, `UTC+01:00`. */
export const zone = (ms: number): string => `UTC${format.exact(ms).slice(-6)}`;

export const isTurned = (choice: Pick<Choice, "from" | "to">): boolean => {
  const [from, to] = [utc(choice.from), utc(choice.to)];
  return from !== null && to !== null && from > to;
};

export const requestOf = (choice: Choice): ExportRequest => ({
  datasets: [...choice.datasets],
  experiment: null,
  experiments: [...choice.experiments],
  units: [...choice.units],
  start_time: utc(choice.from),
  end_time: utc(choice.to),
  partition_by_unit: choice.byUnit,
  partition_by_experiment: choice.byExperiment,
});

/** Why nothing can be exported as it is chosen; null if it can. */
export function whyNot(choice: Choice, chosen: readonly Dataset[]): string | null {
  if (chosen.length === 0) return t.result.noDataset;
  if (choice.experiments.length === 0 && chosen.some((dataset) => dataset.has_experiment)) return t.result.noExperiment;
  return isTurned(choice) ? t.range.turned : null;
}

export interface Group {
  name: string;
  datasets: Dataset[];
}

/** Datasets under their headings, those without one at the end; only those that have the searched words. */
export function groupsOf(datasets: readonly Dataset[], search: string): Group[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const groups = new Map<string, Dataset[]>();
  for (const dataset of datasets) {
    const text = `${dataset.dataset_name} ${dataset.display_name} ${dataset.description ?? ""} ${dataset.source}`.toLowerCase();
    if (!words.every((word) => text.includes(word))) continue;
    const name = dataset.group || t.what.others;
    groups.set(name, [...(groups.get(name) ?? []), dataset]);
  }
  return [...groups].map(([name, some]) => ({ name, datasets: some })).toSorted((p, q) => Number(p.name === t.what.others) - Number(q.name === t.what.others));
}

/** How much there is, in words; '' while nobody knows. */
export function estimateWords(estimate: Estimate | undefined): string {
  if (!estimate) return "";
  return typeof estimate.rows === "number" ? t.what.about[estimate.word ?? "about"](estimate.rows) : t.what.notCounted;
}

/** Rows of all that is chosen and counted; null while nobody knows. */
export function rowsOf(chosen: readonly string[], estimates: Record<string, Estimate> | undefined): number | null {
  if (!estimates) return null;
  return chosen.reduce((sum, name) => sum + (estimates[name]?.rows ?? 0), 0);
}

/** `nowMs` is of the leader's clock, which runs `speed` times the wall's. */
export const stageLines = (run: ExportRun, nowMs: number, speed: number): StageLine[] =>
  (run.stages ?? []).map((stage) => {
    const state = stage.state ?? "waiting";
    const rows = stage.rows ?? 0;
    const isOpen = state === "running" && typeof stage.expected === "number" && stage.expected > rows;
    return {
      key: stage.dataset,
      title: stage.display_name,
      state,
      word: errands.stageState[state],
      detail: state === "waiting" || state === "skipped" ? "" : isOpen ? t.run.rowsOf(rows, stage.expected ?? 0) : t.rows(rows),
      time: stageTime({ state, ...(stage.began_at ? { began_at: stage.began_at } : {}), took_s: stage.took_s ?? null }, nowMs, speed),
    };
  });
