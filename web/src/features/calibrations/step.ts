import type { StageRow, StepField, StepView } from "../../api/types";
import { format } from "../../texts";
import { calibrating } from "../../texts/calibrating";
import type { StageState } from "../../ui/StageList";
import type { XYSeries } from "../../charts/XYChart";

const t = calibrating.session;

/** What a step may bring beside its fields. */
export interface StepExtras {
  chart: { title: string; x_label: string; y_label: string; series: { id: string; label: string; points: { x: number; y: number }[] }[] } | null;
  table: { title: string; columns: string[]; rows: (string | number)[][] } | null;
  actions: { label: string; inputs: Record<string, unknown> }[];
}

export function extrasOf(step: StepView): StepExtras {
  const found = step.metadata as Partial<StepExtras>;
  return { chart: found.chart ?? null, table: found.table ?? null, actions: found.actions ?? [] };
}

/** Lines of a chart of a step: what is called a fit is drawn through, the rest are points; both of one pair share a colour. */
export function seriesOf(chart: NonNullable<StepExtras["chart"]>): XYSeries[] {
  const isFit = (label: string): boolean => /\bfit$/.test(label);
  const stems = [...new Set(chart.series.map((one) => stemOf(one.label)))];
  return chart.series.map((one) => ({ id: one.id, label: one.label, slot: stems.length === 1 ? (isFit(one.label) ? 1 : 2) : stems.indexOf(stemOf(one.label)) + 1, isLine: isFit(one.label), points: one.points }));
}
const stemOf = (label: string): string => label.replace(/ ?(fit|measured|runs)$/, "");

/** What a field holds before anybody types. */
export function firstText({ field_type, default: value }: StepField): string {
  if (field_type === "bool") return value === true ? "yes" : "no";
  if (Array.isArray(value)) return value.join(", ");
  return value === null || value === undefined ? "" : String(value);
}

export const limitsOf = ({ minimum, maximum }: StepField): string | null => {
  if (minimum !== null && maximum !== null) return t.between(minimum, maximum);
  if (minimum !== null) return t.atLeast(minimum);
  return maximum === null ? null : t.atMost(maximum);
};

/** Why what was typed cannot be the answer; null if it can. The unit judges it again. */
export function fieldProblem(field: StepField, typed: string): string | null {
  const { label, field_type } = field;
  if (typed.trim() === "") return field.required && field.default === null ? t.missing(label) : null;
  if (field_type === "float_list") {
    const parts = typed.split(",").map((part) => part.trim()).filter(Boolean);
    return parts.length === 0 ? t.missing(label) : (parts.map((part) => numberProblem(field, part)).find((problem) => problem !== null) ?? null);
  }
  return field_type === "float" || field_type === "int" ? numberProblem(field, typed) : null;
}

function numberProblem({ label, field_type, minimum, maximum, min_error_msg, max_error_msg }: StepField, typed: string): string | null {
  const number = format.parseNumber(typed);
  if (number === null) return t.noNumber(label);
  if (field_type === "int" && !Number.isInteger(number)) return t.noWhole(label);
  if (minimum !== null && number < minimum) return min_error_msg ?? t.tooLow(label, minimum);
  if (maximum !== null && number > maximum) return max_error_msg ?? t.tooHigh(label, maximum);
  return null;
}

/** What is sent for a field: a comma may stand for the decimal point, except in a list. */
export function answerOf(field: StepField, typed: string): unknown {
  const bare = typed.trim();
  if (bare === "") return null;
  return field.field_type === "float" || field.field_type === "int" ? format.parseNumber(bare) : bare;
}

/** How far a session is: what lies before its step is done. */
export function stageStates(stages: readonly StageRow[], stepId: string, status: string): StageState[] {
  const at = stages.findIndex((stage) => stage.steps.includes(stepId));
  return stages.map((_, i) => (status === "complete" || i < at ? "done" : i > at ? "waiting" : status === "in_progress" ? "running" : status === "aborted" ? "undone" : "failed"));
}
