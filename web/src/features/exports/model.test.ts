import { describe, expect, it } from "vitest";

import type { Dataset, ExportRun } from "../../api/types";
import { estimateWords, groupsOf, isTurned, joinNames, localInput, requestOf, rowsOf, splitNames, stageLines, utc, whyNot, type Choice } from "./model";

const dataset = (name: string, more: Partial<Dataset> = {}): Dataset => ({
  dataset_name: name,
  display_name: name.toUpperCase(),
  description: `about ${name}`,
  group: "Readings",
  has_experiment: true,
  has_unit: true,
  default_order_by: "timestamp",
  table: name,
  query: null,
  source: "app",
  timestamp_columns: [],
  always_partition_by_unit: false,
  column_descriptions: {},
  column_units: {},
  ...more,
});
const choice: Choice = { datasets: ["od"], experiments: ["Yeast, 30 °C"], units: [], from: "", to: "", byUnit: false, byExperiment: true };

describe("the address", () => {
  it("holds names with any sign that a name can have", () => {
    const names = ["Yeast, 30 °C", "a & b = c", "$experiment"];
    expect(splitNames(joinNames(names))).toEqual(names);
    expect(splitNames("")).toEqual([]);
  });
});

describe("times", () => {
  it("are local on the screen and UTC on the wire", () => {
    const ms = Date.UTC(2026, 10, 22, 5, 30);
    expect(utc(localInput(ms))).toBe("2026-11-22T05:30:00.000Z");
    expect(utc("")).toBeNull();
    expect(utc("tomorrow")).toBeNull();
  });
  it("may not be turned round", () => {
    expect(isTurned({ from: "2026-11-22T06:00", to: "2026-11-22T05:00" })).toBe(true);
    expect(isTurned({ from: "2026-11-22T06:00", to: "" })).toBe(false);
  });
});

describe("what is asked for", () => {
  it("is the choice", () => {
    expect(requestOf({ ...choice, units: ["worker01"], byUnit: true })).toEqual({ datasets: ["od"], experiment: null, experiments: ["Yeast, 30 °C"], units: ["worker01"], start_time: null, end_time: null, partition_by_unit: true, partition_by_experiment: true });
  });
  it("needs a dataset, and an experiment where the dataset has one", () => {
    expect(whyNot(choice, [])).toMatch(/dataset/);
    expect(whyNot({ ...choice, experiments: [] }, [dataset("od")])).toMatch(/experiment/);
    expect(whyNot({ ...choice, experiments: [] }, [dataset("experiments", { has_experiment: false })])).toBeNull();
    expect(whyNot({ ...choice, from: "2026-11-22T06:00", to: "2026-11-22T05:00" }, [dataset("od")])).toMatch(/Exchange/);
    expect(whyNot(choice, [dataset("od")])).toBeNull();
  });
});

describe("datasets", () => {
  const all = [dataset("pressures", { group: "", source: "gauge" }), dataset("od"), dataset("logs", { group: "Events" })];
  it("stand under their headings, those without one last", () => {
    expect(groupsOf(all, "").map((group) => group.name)).toEqual(["Readings", "Events", "Others"]);
  });
  it("are found by any words of theirs", () => {
    expect(groupsOf(all, "GAUGE press").map((group) => group.datasets[0]?.dataset_name)).toEqual(["pressures"]);
    expect(groupsOf(all, "nothing")).toEqual([]);
  });
  it("say how much there is", () => {
    expect(estimateWords({ rows: 12_400, word: "about" })).toBe("about 12\u202f400 rows");
    expect(estimateWords({ rows: 1, word: "about" })).toBe("about 1 row");
    expect(estimateWords({ rows: 100_000, word: "at_least" })).toMatch(/^at least/);
    expect(estimateWords({ rows: null, word: "about" })).toBe("not counted");
    expect(estimateWords({ rows: 0, word: "about" })).toBe("no rows");
    expect(estimateWords(undefined)).toBe("");
    expect(rowsOf(["od", "logs"], { od: { rows: 3, word: "about" }, logs: { rows: null, word: "about" } })).toBe(3);
    expect(rowsOf(["od"], undefined)).toBeNull();
  });
});

describe("stages", () => {
  it("say how far a dataset is, and how many rows it had", () => {
    const stage = (state: "waiting" | "running" | "done", rows: number) => ({ dataset: "od", display_name: "OD", state, rows, expected: 100, began_at: "", took_s: null });
    const run = { stages: [stage("done", 101), stage("running", 40), stage("waiting", 0)] } as ExportRun;
    expect(stageLines(run, 0, 1).map((line) => line.detail)).toEqual(["101 rows", "40 of about 100 rows", ""]);
  });
});
