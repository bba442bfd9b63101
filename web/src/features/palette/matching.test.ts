import { expect, test } from "vitest";

import { score } from "./matching";

const best = (typed: string, offered: string[]): string | undefined =>
  offered
    .map((words) => ({ words, found: score(typed, words) }))
    .filter(({ found }) => found !== null)
    .sort((a, b) => (b.found as number) - (a.found as number))[0]?.words;

test.each([
  ["wt 2", ["WT 1 worker1", "WT 2 worker2", "Overview"], "WT 2 worker2"],
  ["alarm", ["Configuration", "Acknowledge the worst alarm", "Alarms"], "Alarms"],
  ["calib", ["Charts", "Calibrations"], "Calibrations"],
  ["gr", ["Charts", "Growth rate"], "Growth rate"],
  ["pa", ["Plate", "People and audit", "Upgrades"], "People and audit"],
  ["worker2", ["WT 1 worker1", "WT 2 worker2"], "WT 2 worker2"],
  ["etalon", ["Étalon"], "Étalon"],
])("%s of %j is %s", (typed, offered, wanted) => expect(best(typed, offered)).toBe(wanted));

test("what does not fit is not offered, and nothing typed fits all", () => {
  expect(score("xyz", "Overview")).toBeNull();
  expect(score("units zzz", "Units")).toBeNull();
  expect(score("", "Overview")).not.toBeNull();
  expect(score("  ", "Overview")).not.toBeNull();
});
