import { describe, expect, it } from "vitest";

import type { ConfigOption, ConfigSection } from "../../api/types";
import { filtered, sectionsOf, type Row } from "./model";

const option = (key: string, more: Partial<ConfigOption> = {}): ConfigOption => ({ key, kind: "number", meaning: `about ${key}`, default: "500", low: 0, high: 5000, choices: [], word: "", is_secret: false, ...more });
const OPTIONS: ConfigSection[] = [
  { section: "stirring.config", options: [option("rpm"), option("band", { default: null })], others: null, is_whole: false, used_by: ["stirring"] },
  { section: "leds", options: [option("A", { kind: "text", default: "IR" }), option("B", { kind: "text", default: "" })], others: null, is_whole: true, used_by: ["*"] },
];
const row = (key: string, files: { draft: string; saved?: string; shared?: string | null }): Row =>
  sectionsOf({ options: OPTIONS, saved: files.draft, shared: null, ...files })
    .flatMap((one) => one.rows)
    .find((one) => one.key === key) as Row;

describe("sectionsOf", () => {
  it("tells the layer that each value comes from", () => {
    expect(row("rpm", { draft: "" })).toMatchObject({ value: null, inherited: "500", layer: "default" });
    expect(row("band", { draft: "" })).toMatchObject({ value: null, inherited: null, layer: "none" });
    expect(row("rpm", { draft: "[stirring.config]\nrpm = 300\n" })).toMatchObject({ value: "300", layer: "shared" });
    const shared = "[stirring.config]\nrpm = 300\n";
    expect(row("rpm", { draft: "", shared })).toMatchObject({ value: null, inherited: "300", layer: "shared" });
    expect(row("rpm", { draft: "[stirring.config]\nrpm = 200\n", shared })).toMatchObject({ value: "200", inherited: "300", layer: "own" });
  });
  it("takes a channel map whole", () => {
    expect(row("A", { draft: "" })).toMatchObject({ inherited: "IR", layer: "default" });
    expect(row("A", { draft: "[leds]\nB = white\n" })).toMatchObject({ inherited: null, layer: "none" });
    expect(row("A", { draft: "", shared: "[leds]\nB = white\n" })).toMatchObject({ inherited: null, layer: "none" });
  });
  it("shows what plugins have written, after what is known", () => {
    const found = sectionsOf({ options: OPTIONS, draft: "[my_plugin]\nsize = 3\n", saved: "", shared: null });
    expect(found.map((one) => one.section)).toEqual(["stirring.config", "leds", "my_plugin"]);
    expect(found[2]).toMatchObject({ isPlugin: true, set: 1, rows: [{ key: "size", value: "3", option: null, isChanged: true }] });
  });
});

describe("filtered", () => {
  const all = sectionsOf({ options: OPTIONS, draft: "[leds]\nB = white\n", saved: "[leds]\nB = white\n", shared: null });
  const names = (found: ReturnType<typeof filtered>): string[] => found.flatMap((one) => one.rows.map((one) => one.key));
  it("finds by section, key and meaning, all words at once", () => {
    expect(names(filtered(all, "", false))).toHaveLength(4);
    expect(names(filtered(all, "stirring band", false))).toEqual(["band"]);
    expect(names(filtered(all, "about a", false))).toEqual(["rpm", "band", "A", "B"]);
    expect(names(filtered(all, "nothing like it", false))).toEqual([]);
  });
  it("can be limited to what is set, and never hides what is changed", () => {
    expect(names(filtered(all, "", true))).toEqual(["B"]);
    const changed = sectionsOf({ options: OPTIONS, draft: "[leds]\nB = white\n", saved: "", shared: null });
    expect(names(filtered(changed, "rpm", false))).toEqual(["rpm", "B"]);
  });
});
