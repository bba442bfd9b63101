import type { AutomationDescriptor, AutomationField } from "../../api/types";
import { format, text } from "../../texts";
import { problemOf, type Setting } from "../jobs/catalogue";

/** A field of the form as a setting: its own words, and limits of the job's descriptor where it states none. */
export function settingOf(field: AutomationField, known: readonly Setting[]): Setting {
  const same = known.find((one) => one.key === field.key);
  return {
    key: field.key,
    label: field.label,
    unit: field.unit ?? "",
    type: field.type === "select" ? "string" : field.type,
    min: field.min ?? same?.min ?? null,
    max: field.max ?? same?.max ?? null,
    isEditable: !field.disabled,
    description: field.description ?? same?.description ?? null,
    ...(field.type === "select" ? { options: field.options ?? [] } : {}),
  };
}

/** What stands in the field before anybody types. */
export function defaultOf(field: AutomationField): string {
  const value = field.default;
  if (value === null) return "";
  if (typeof value === "boolean") return value ? "1" : "0";
  return typeof value === "number" ? format.plain(value).replaceAll(format.THIN, "").replace("−", "-") : value;
}

/** Why a field cannot be sent as it is; null where it can. */
export function fieldProblem(field: AutomationField, setting: Setting, typed: string): string | null {
  if (field.disabled) return null;
  if (typed.trim() === "") return field.required ? text.actions.automations.missing(field.label) : null;
  return problemOf(setting, typed);
}

/** Options of the start: locked and empty fields are left to the unit. */
export function optionsOf(automation: AutomationDescriptor, values: Record<string, string>): Record<string, string | number> {
  const options: Record<string, string | number> = { automation_name: automation.automation_name };
  for (const field of automation.fields) {
    const typed = (values[field.key] ?? defaultOf(field)).trim();
    if (field.disabled || typed === "") continue;
    options[field.key] = field.type === "numeric" ? (format.parseNumber(typed, field.unit ?? "") ?? typed) : typed;
  }
  return options;
}

/** Jobs that an automation needs, besides pumps. Any dosing is better stirred. */
export function neededJobs(family: string, automation: AutomationDescriptor, values: Record<string, string>): string[] {
  const named = automation.needs.filter((need) => !need.endsWith("_pump"));
  const isDosing = family === "dosing" && automation.needs.length > 0;
  const signal = values.biomass_signal;
  const more = signal === "normalized_od" ? ["growth_rate_calculating"] : [];
  const wanted = new Set([...(isDosing ? ["stirring"] : []), ...(named.includes("growth_rate_calculating") || more.length > 0 ? ["od_reading"] : []), ...named, ...more]);
  return [...wanted];
}

export const neededPumps = (automation: AutomationDescriptor): string[] => automation.needs.filter((need) => need.endsWith("_pump"));

/** What the automation will do with these values, in one sentence; null where nobody wrote one or a value is missing. */
export function summaryOf(automation: AutomationDescriptor, values: Record<string, string>, volumeMl: number | null): string | null {
  const s = text.actions.automations.summaries;
  const number = (key: string): number | null => {
    const field = automation.fields.find((one) => one.key === key);
    return field ? format.parseNumber(values[key] ?? defaultOf(field), field.unit ?? "") : null;
  };
  const [duration, exchange, target, dose] = [number("duration"), number("exchange_volume_ml"), number("target_biomass"), number("dosing_volume_ml")];
  switch (automation.automation_name) {
    case "chemostat":
      return duration && exchange ? s.chemostat(format.dose(exchange), format.duration(duration * 60), format.volume((exchange * 60) / duration), volumeMl ? format.rate((exchange * 60) / duration / volumeMl) : null) : null;
    case "turbidostat":
      return target && exchange ? s.turbidostat(format.od(target), format.dose(exchange)) : null;
    case "fed_batch":
      return duration && dose ? s.fedBatch(format.dose(dose), format.duration(duration * 60)) : null;
    case "pid_morbidostat": {
      const [od, rate] = [number("target_normalized_od"), number("target_growth_rate")];
      return od && rate ? s.morbidostat(format.rate(od), format.rate(rate)) : null;
    }
    case "thermostat": {
      const c = number("target_temperature");
      return c === null ? null : s.thermostat(format.fixed(c, 1));
    }
    case "light_dark_cycle": {
      const [percent, light, dark] = [number("light_intensity"), number("light_duration_minutes"), number("dark_duration_minutes")];
      return percent === null || light === null || dark === null ? null : s.light(format.percent(percent), format.duration(light * 60), format.duration(dark * 60));
    }
    default:
      return null;
  }
}
