import { describe, expect, it } from "vitest";

import { columnOfOutput, countOf, matrixOf } from "./matrix";
import type { StopRow } from "./stopRun";

const row = (unit: string, job: string, change: Partial<StopRow> = {}): StopRow => ({ unit, experiment: "E", job, state: "waiting", words: null, tookS: null, outputs: [], ...change });
const output = (name: string, is_off: boolean, id = "gpio17") => ({ output: id, name: id, used_for: name, is_off, detail: is_off ? "off, confirmed" : "on at 40 %: its job still runs" });

describe("the matrix of a stop", () => {
  it("has a cell for each kind of output, and what is not resolved first", () => {
    const matrix = matrixOf([
      row("worker01", "stirring", { state: "off", tookS: 0.3, outputs: [output("stirring", true)] }),
      row("worker02", "stirring", { state: "still", outputs: [output("stirring", false)] }),
      row("worker02", "temperature_automation", { state: "off", tookS: 0.4, outputs: [output("heating", true)] }),
      row("worker03", "dosing_automation", { state: "no_answer" }),
    ]);
    expect(matrix.map((unit) => [unit.unit, unit.state])).toEqual([["worker02", "still"], ["worker03", "no_answer"], ["worker01", "off"]]);
    expect(matrix[0]?.cells.stirrer).toMatchObject({ state: "still", words: "on at 40 %: its job still runs" });
    expect(matrix[0]?.cells.heater).toMatchObject({ state: "off", tookS: 0.4 });
    expect(matrix[0]?.cells.pumps.state).toBe("idle");
    expect(countOf(matrix)).toEqual({ off: 2, still: 1, total: 4 });
  });

  it("is not off while a job has ended but its output is on", () => {
    const matrix = matrixOf([row("w", "temperature_automation", { state: "off", tookS: 10, outputs: [output("heating", false)] })]);
    expect(matrix[0]?.state).toBe("still");
  });

  it("takes the slowest of several lamps", () => {
    const matrix = matrixOf([
      row("w", "od_reading", { state: "off", tookS: 0.3, outputs: [output("LED A", true, "led_A")] }),
      row("w", "led_intensity", { state: "off", tookS: 0.9, outputs: [output("LED B", true, "led_B")] }),
    ]);
    expect(matrix[0]?.cells.leds).toEqual({ state: "off", words: null, tookS: 0.9 });
  });

  it.each([
    ["led_C", "LED C", "anything", "leds"],
    ["gpio17", "stirrer", "x", "stirrer"],
    ["gpio12", "heating", "x", "heater"],
    ["gpio13", "alt_media", "x", "pumps"],
    ["gpio5", "", "air_bubbler", "other"],
    ["gpio5", "", "remove_waste", "pumps"],
  ] as const)("%s (%s) of %s belongs to %s", (id, name, job, column) => expect(columnOfOutput(id, name, job)).toBe(column));
});
