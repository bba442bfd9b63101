import { expect, it } from "vitest";

import { nameProblem } from "./nameRules";

it.each(["Tet ramp 37 °C", "a", "x".repeat(199), "currents"])("allows %j", (name) => expect(nameProblem(name, [])).toBeNull());

it.each([
  ["", "Give the experiment a name."],
  ["  ", "Give the experiment a name."],
  ["Current", "reserved"],
  ["_testing_x", "reserved"],
  ["a/b#c", "/"],
  ["x".repeat(200), "200 characters"],
  ["taken", "There is an experiment"],
])("refuses %j and says why", (name, words) => expect(nameProblem(name, ["taken"])).toContain(words));
