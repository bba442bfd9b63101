import { describe, expect, it } from "vitest";

import type { StepField, StepView } from "../../api/types";
import { answerOf, extrasOf, fieldProblem, firstText, limitsOf, seriesOf, stageStates } from "./step";

const field = (more: Partial<StepField>): StepField => ({ name: "f", label: "Volume, mL", field_type: "float", required: true, default: null, options: null, minimum: null, maximum: null, min_error_msg: null, max_error_msg: null, help_text: null, ...more });

describe("a field of a step", () => {
  it("is missing only where there is no default", () => {
    expect(fieldProblem(field({}), " ")).toContain("Enter a value");
    expect(fieldProblem(field({ default: 3 }), "")).toBeNull();
    expect(fieldProblem(field({ required: false }), "")).toBeNull();
  });
  it("takes comma and point, and keeps its bounds in the words of the unit", () => {
    const bounded = field({ minimum: 0.5, maximum: 2, min_error_msg: "The pump moved something." });
    expect(fieldProblem(bounded, "0,93")).toBeNull();
    expect(answerOf(bounded, "0,93")).toBe(0.93);
    expect(fieldProblem(bounded, "0.1")).toBe("The pump moved something.");
    expect(fieldProblem(bounded, "3")).toContain("2 or less");
    expect(fieldProblem(bounded, "much")).toContain("must be a number");
    expect(limitsOf(bounded)).toBe("0.5 to 2");
    expect(fieldProblem(field({ field_type: "int" }), "1.5")).toContain("whole");
  });
  it("reads lists with commas and judges each of them", () => {
    const list = field({ field_type: "float_list", minimum: 0.1, default: [1, 2.5] });
    expect(firstText(list)).toBe("1, 2.5");
    expect(fieldProblem(list, "1, 0.01")).toContain("0.1 or more");
    expect(answerOf(list, "1, 2.5 ")).toBe("1, 2.5");
  });
  it("begins with its default", () => expect([firstText(field({ default: 15 })), firstText(field({ field_type: "bool", default: false })), firstText(field({ field_type: "string" }))]).toEqual(["15", "no", ""]));
});

it("says which stages are done, and what became of the present one", () => {
  const stages = [{ title: "a", steps: ["s1", "s2"] }, { title: "b", steps: ["s3"] }, { title: "c", steps: ["s4"] }];
  expect(stageStates(stages, "s3", "in_progress")).toEqual(["done", "running", "waiting"]);
  expect(stageStates(stages, "s4", "complete")).toEqual(["done", "done", "done"]);
  expect(stageStates(stages, "s3", "aborted")).toEqual(["done", "undone", "waiting"]);
});

it("draws what is called a fit as a line in the colour of its points", () => {
  const series = (labels: string[]) => seriesOf({ title: "", x_label: "", y_label: "", series: labels.map((label) => ({ id: label, label, points: [] })) }).map(({ slot, isLine }) => [slot, isLine]);
  expect(series(["runs", "fit"])).toEqual([[2, false], [1, true]]);
  expect(series(["45° measured", "45° fit", "90° measured", "90° fit"])).toEqual([[1, false], [1, true], [2, false], [2, true]]);
  expect(extrasOf({ metadata: {} } as StepView)).toEqual({ chart: null, table: null, actions: [] });
});
