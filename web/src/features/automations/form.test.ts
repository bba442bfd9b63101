import { describe, expect, it } from "vitest";

import type { AutomationDescriptor, AutomationField } from "../../api/types";
import { defaultOf, fieldProblem, neededJobs, neededPumps, optionsOf, settingOf, summaryOf } from "./form";

const field = (change: Partial<AutomationField>): AutomationField => ({ key: "duration", label: "Time between exchanges", default: 20, disabled: false, required: true, unit: "min", type: "numeric", options: null, min: 0.1, max: 10_080, description: null, ...change });
const automation = (change: Partial<AutomationDescriptor>): AutomationDescriptor => ({ automation_name: "chemostat", display_name: "Chemostat", description: "", source: "app", needs: [], fields: [field({}), field({ key: "exchange_volume_ml", label: "Volume exchanged", unit: "mL", default: 0.5, min: 0.05, max: 20 })], ...change });

describe("the form of an automation", () => {
  it("takes words of the field, and limits of the job where the field states none", () => {
    const known = [{ key: "duration", label: "x", unit: "", type: "numeric" as const, min: 1, max: 9, isEditable: true, description: "every" }];
    expect(settingOf(field({ min: null, max: null }), known)).toMatchObject({ label: "Time between exchanges", unit: "min", min: 1, max: 9, description: "every" });
    expect(settingOf(field({ type: "select", options: ["auto", "od"] }), [])).toMatchObject({ type: "string", options: ["auto", "od"] });
  });

  it.each([
    [null, ""],
    [true, "1"],
    [1234.5, "1234.5"],
    ["auto", "auto"],
  ])("shows the default %j as %j", (value, shown) => expect(defaultOf(field({ default: value }))).toBe(shown));

  it("says what is missing, wrong or locked", () => {
    const one = field({});
    const setting = settingOf(one, []);
    expect(fieldProblem(one, setting, "")).toBe("Give a value for “Time between exchanges”.");
    expect(fieldProblem(field({ required: false }), setting, "")).toBeNull();
    expect(fieldProblem(one, setting, "0")).toBe("At least 0.1 min.");
    expect(fieldProblem(field({ disabled: true }), setting, "x")).toBeNull();
  });

  it("sends numbers as numbers, and leaves out what is locked or empty", () => {
    const one = automation({ fields: [...automation({}).fields, field({ key: "locked", disabled: true }), field({ key: "note", type: "string", required: false, default: null })] });
    expect(optionsOf(one, { duration: "30 min" })).toEqual({ automation_name: "chemostat", duration: 30, exchange_volume_ml: 0.5 });
  });

  it("knows which jobs and pumps it needs", () => {
    const turbidostat = automation({ automation_name: "turbidostat", needs: ["od_reading", "media_pump", "waste_pump"] });
    expect(neededJobs("dosing", turbidostat, {})).toEqual(["stirring", "od_reading"]);
    expect(neededJobs("dosing", turbidostat, { biomass_signal: "normalized_od" })).toEqual(["stirring", "od_reading", "growth_rate_calculating"]);
    expect(neededJobs("led", automation({}), {})).toEqual([]);
    expect(neededPumps(turbidostat)).toEqual(["media_pump", "waste_pump"]);
  });

  it("says in a sentence what will happen", () => {
    expect(summaryOf(automation({}), {}, 15)).toMatch(/^Exchanges 0\.50.mL every 20 min: 1\.5.mL per hour, a dilution rate of 0\.10 1\/h\.$/);
    expect(summaryOf(automation({}), { exchange_volume_ml: "" }, 15)).toBeNull();
    expect(summaryOf(automation({ automation_name: "of_a_plugin" }), {}, 15)).toBeNull();
  });
});
