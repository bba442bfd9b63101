import { describe, expect, it } from "vitest";

import type { Experiment } from "../../api/types";
import { found, nextName, parseTags, tagsOf } from "./model";

const one = (experiment: string, more: Partial<Experiment> = {}): Experiment => ({ experiment, created_at: "2026-11-22T05:31:17.140Z", description: null, delta_hours: 1, worker_count: 0, tags: [], ...more });
const all = [one("Tet ramp 37 °C", { worker_count: 2, tags: ["tet", "ramp"] }), one("Yeast, 30 °C", { description: "Three strains", tags: ["yeast"] }), one("Trial 2")];
const names = (filter: Partial<Parameters<typeof found>[1]>): string[] => found(all, { search: "", tag: "", shown: "all", ...filter }).map((row) => row.experiment);

describe("finding experiments", () => {
  it("looks into name, description and tags, and wants every word", () => {
    expect(names({ search: "STRAINS yeast" })).toEqual(["Yeast, 30 °C"]);
    expect(names({ search: "ramp strains" })).toEqual([]);
  });
  it("takes a tag as a whole, and tells those with units from the others", () => {
    expect(names({ tag: "tet" })).toEqual(["Tet ramp 37 °C"]);
    expect(names({ tag: "te" })).toEqual([]);
    expect(names({ shown: "active" })).toEqual(["Tet ramp 37 °C"]);
    expect(names({ shown: "idle" })).toEqual(["Yeast, 30 °C", "Trial 2"]);
  });
});

it("lists every tag once", () => expect(tagsOf([...all, one("x", { tags: ["tet", "a10", "a9"] })])).toEqual(["a9", "a10", "ramp", "tet", "yeast"]));

it("reads typed tags", () => expect(parseTags(" tet , ramp,, tet ,37 °C")).toEqual(["tet", "ramp", "37 °C"]));

it.each([
  ["Trial 2", "Trial 3"],
  ["Plate 09", "Plate 10"],
  ["Yeast", "Yeast 2"],
  ["Run 9b", "Run 10b"],
])("calls the next one after %s %s", (name, next) => expect(nextName(name, [name])).toBe(next));

it("passes over names that are taken", () => expect(nextName("Trial 2", ["Trial 2", "Trial 3"])).toBe("Trial 4"));
