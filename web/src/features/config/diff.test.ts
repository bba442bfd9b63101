import { describe, expect, it } from "vitest";

import { counts, diffRows } from "./diff";

const text = (...lines: string[]): string => `${lines.join("\n")}\n`;
const shape = (before: string, after: string): string[] => diffRows(before, after).map((row) => ({ same: " ", gone: "-", new: "+", skip: "…" })[row.kind] + row.text);

describe("diffRows", () => {
  it("is empty for equal texts", () => {
    expect(diffRows(text("a", "b"), text("a", "b"))).toEqual([]);
    expect(diffRows("", "")).toEqual([]);
  });
  it("shows a changed line with two lines around it, and cuts the rest", () => {
    const before = text("1", "2", "3", "4", "old", "6", "7", "8", "9");
    expect(shape(before, before.replace("old", "new"))).toEqual(["…", " 3", " 4", "-old", "+new", " 6", " 7", "…"]);
  });
  it("numbers the lines of both texts", () => {
    expect(diffRows(text("a", "b"), text("x", "a", "b")).map((row) => [row.before, row.after])).toEqual([[null, 1], [1, 2], [2, 3]]);
  });
  it("keeps what is common between two changes, and rebuilds both texts", () => {
    const before = ["a", "b", "c", "d", "e"];
    const after = ["b", "x", "d", "e", "f"];
    const rows = diffRows(text(...before), text(...after));
    expect(rows.filter((row) => row.kind !== "new").map((row) => row.text)).toEqual(before);
    expect(rows.filter((row) => row.kind !== "gone").map((row) => row.text)).toEqual(after);
    expect(counts(text(...before), text(...after))).toEqual({ come: 2, gone: 2 });
  });
});
