import { describe, expect, it } from "vitest";

import type { AutomationDescriptor } from "../../api/types";
import type { Setting } from "../jobs/catalogue";
import { ofAutomation, ofJob, staggerHint, staggerOf, valuesOf } from "./startPlan";

const setting = (key: string, more: Partial<Setting> = {}): Setting => ({ key, label: "Target", unit: "rpm", type: "numeric", min: 0, max: 1500, isEditable: true, description: null, ...more });
const job = (name: string) => ({ name, description: null, settings: [], known: [] });
const automation = {
  automation_name: "thermostat",
  display_name: "Thermostat",
  description: "",
  source: "app",
  needs: [],
  fields: [{ key: "target_temperature", label: "Target temperature", unit: "°C", default: null, min: 0, max: 50, type: "numeric", disabled: false, required: true, options: null, description: null }],
} as unknown as AutomationDescriptor;

describe("a start on many units", () => {
  const stirring = ofJob(job("stirring"), [setting("target_rpm")], ["measure_rpm_only"]);

  it("takes the value of the unit where it has one, else that of all, else the configuration", () => {
    expect(stirring.options(valuesOf({ target_rpm: "500" }, { target_rpm: " 620 " }))).toEqual({ target_rpm: "620", measure_rpm_only: null });
    expect(stirring.options(valuesOf({ target_rpm: "500" }, { target_rpm: "  " }))).toEqual({ target_rpm: "500", measure_rpm_only: null });
    expect(stirring.options(valuesOf({}, undefined))).toEqual({ measure_rpm_only: null });
  });

  it("says what is wrong with the values of a unit, with a comma as with a point", () => {
    expect(stirring.problem({ target_rpm: "500,5" })).toBeNull();
    expect(stirring.problem({ target_rpm: "2000" })).toBe("At most 1500 rpm.");
    expect(stirring.problem({ target_rpm: "fast" })).toBe("Type a number in rpm.");
    expect(stirring.problem({})).toBeNull();
  });

  it("of an automation needs what the automation needs", () => {
    const thermostat = ofAutomation("temperature", automation, job("temperature_automation"));
    expect(thermostat.problem({ ...thermostat.defaults })).toContain("Target temperature");
    expect(thermostat.problem({ target_temperature: "60" })).toBe("At most 50 °C.");
    expect(thermostat.options({ target_temperature: "37,5" })).toEqual({ automation_name: "thermostat", target_temperature: 37.5 });
    expect(thermostat.summary({ target_temperature: "37" }, null)).toContain("37.0");
  });

  it("starts the OD reading before the growth rate", () => {
    expect(ofJob(job("growth_rate_calculating"), [], []).needs({})).toEqual(["od_reading"]);
    expect(stirring.needs({})).toEqual([]);
  });
});

describe("seconds between units", () => {
  it.each([["", 0], ["0", 0], ["2,5", 2.5], ["30 s", 30], ["-1", null], ["4000", null], ["soon", null]] as const)("%s", (typed, seconds) => expect(staggerOf(typed)).toBe(seconds));

  it("say when the last unit is asked", () => {
    expect(staggerHint(10, 7)).toContain("after 1 min");
    expect(staggerHint(0, 7)).toContain("all at once");
    expect(staggerHint(10, 1)).toContain("all at once");
  });
});
