import type { AutomationDescriptor } from "../../api/types";
import { format, text } from "../../texts";
import { defaultOf, fieldProblem, neededJobs, optionsOf, settingOf, summaryOf } from "../automations/form";
import { payloadOf, problemOf, type JobKind, type Setting } from "../jobs/catalogue";

type Values = Readonly<Record<string, string>>;
export type Options = Record<string, string | number | null>;

/** What is started: a job with its options, or an automation in the job of its family. */
export interface StartKind {
  /** Settings that can be typed, and can have a value of their own for each unit. */
  fields: readonly Setting[];
  /** What holds while nothing is typed. */
  defaults: Values;
  problem: (values: Values) => string | null;
  options: (values: Values) => Options;
  /** What will be true, in a sentence; null where nobody wrote one. */
  summary: (values: Values, volumeMl: number | null) => string | null;
  /** Jobs that it needs. */
  needs: (values: Values) => string[];
}

const NEEDS: Readonly<Record<string, readonly string[]>> = { growth_rate_calculating: ["od_reading"] };

export const ofJob = (job: JobKind, fields: readonly Setting[], flags: readonly string[]): StartKind => ({
  fields,
  defaults: {},
  problem: (values) => firstOf(fields, (field) => (filled(values, field) ? problemOf(field, values[field.key] ?? "") : null)),
  options: (values) => ({
    ...Object.fromEntries(fields.flatMap((field) => (filled(values, field) ? [[field.key, payloadOf(field, values[field.key] ?? "")]] : []))),
    ...Object.fromEntries(flags.map((flag) => [flag, null])),
  }),
  summary: (values) => {
    const typed = fields.filter((field) => filled(values, field)).map((field) => `${field.label} ${(values[field.key] ?? "").trim()}${field.unit ? `${format.THIN}${field.unit}` : ""}`);
    return typed.length > 0 ? typed.join(", ") : null;
  },
  needs: () => [...(NEEDS[job.name] ?? [])],
});

export function ofAutomation(family: string, automation: AutomationDescriptor, job: JobKind): StartKind {
  const typed = automation.fields.filter((field) => !field.disabled && (field.type === "numeric" || field.type === "string"));
  return {
    fields: typed.map((field) => settingOf(field, job.known)),
    defaults: Object.fromEntries(automation.fields.map((field) => [field.key, defaultOf(field)])),
    problem: (values) => firstOf(automation.fields, (field) => fieldProblem(field, settingOf(field, job.known), values[field.key] ?? defaultOf(field))),
    options: (values) => optionsOf(automation, values),
    summary: (values, volumeMl) => summaryOf(automation, values, volumeMl) ?? automation.display_name,
    needs: (values) => neededJobs(family, automation, values),
  };
}

/** The values of one unit: its own where it has some, else those of all. */
export function valuesOf(common: Values, own: Values | undefined): Record<string, string> {
  const mine = Object.entries(own ?? {}).filter(([, value]) => value.trim() !== "");
  return { ...common, ...Object.fromEntries(mine) };
}

/** Seconds between units as typed; null: no usable number. */
export function staggerOf(typed: string): number | null {
  if (typed.trim() === "") return 0;
  const seconds = format.parseNumber(typed, "s");
  return seconds !== null && seconds >= 0 && seconds <= 3600 ? seconds : null;
}

/** When the last of so many units is asked, in words. */
export const staggerHint = (seconds: number, units: number): string => text.bulk.startDialog.staggerHint(Math.round(seconds * Math.max(0, units - 1)));

const filled = (values: Values, field: Setting): boolean => (values[field.key] ?? "").trim() !== "";

function firstOf<T>(all: readonly T[], ask: (one: T) => string | null): string | null {
  for (const one of all) {
    const problem = ask(one);
    if (problem !== null) return problem;
  }
  return null;
}
