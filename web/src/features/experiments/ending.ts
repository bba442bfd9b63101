import type { StopOutcome, UnitAnswer } from "../../api/types";
import { experiments as t } from "../../texts/experiments";
import type { Verdict } from "../jobs/actionStore";

/** What the answers of the units mean for an experiment that has ended: what stopped, who is silent, what still runs. */
export function endVerdict(experiment: string, answers: Readonly<Record<string, UnitAnswer>>): Verdict & { what: string } {
  const units = Object.keys(answers);
  const silent = units.filter((unit) => !answers[unit]?.ok);
  const stopped = Object.fromEntries(units.map((unit) => [unit, stopsOf(answers[unit])]));
  for (const unit of units) {
    const left = (stopped[unit] ?? []).filter((stop) => stop.outcome === "still running").map((stop) => stop.job_name);
    if (left.length > 0) return { kind: "refused", cause: t.end.left(unit, left), remedy: t.end.leftRemedy, what: "" };
  }
  if (silent.length > 0) return { kind: "refused", cause: t.end.deaf(experiment, silent), remedy: t.end.deafRemedy, what: "" };
  return { kind: "done", what: t.end.done(experiment, units.length, Object.values(stopped).flat().length) };
}

const stopsOf = (answer: UnitAnswer | undefined): StopOutcome[] => (answer?.ok && Array.isArray(answer.value) ? (answer.value as StopOutcome[]) : []);
