import { describe, expect, it } from "vitest";

import { arrangementOf, isShown, ordered, USUAL, withMoved, withShown } from "./arrangement";
import type { ChartKind } from "./kinds";

const kind = (key: string, isOnOverview = true): ChartKind => ({ key, isOnOverview, isOnUnit: true }) as ChartKind;
const kinds = [kind("od"), kind("nod"), kind("gr"), kind("heater", false)];
const keys = (list: readonly { key: string }[]): string => list.map((one) => one.key).join(" ");

describe("the order of charts", () => {
  it("is that of the descriptors unless somebody has chosen", () => {
    expect(keys(ordered(kinds, USUAL))).toBe("od nod gr heater");
  });

  it("keeps what was chosen, and puts a new chart behind its neighbour", () => {
    expect(keys(ordered(kinds, { order: ["gr", "od", "gone"] }))).toBe("gr heater od nod");
  });

  it("changes by one place, and stops at the ends", () => {
    expect(keys(ordered(kinds, withMoved(USUAL, kinds, "gr", -1)))).toBe("od gr nod heater");
    expect(withMoved(USUAL, kinds, "od", -1)).toBe(USUAL);
    expect(withMoved(USUAL, kinds, "heater", 1)).toBe(USUAL);
  });
});

describe("hidden charts", () => {
  it("belong to a page, and a choice that is the usual one is none", () => {
    const [od, , , heater] = kinds as [ChartKind, ChartKind, ChartKind, ChartKind];
    const hidden = withShown(USUAL, od, "charts", false);
    expect([isShown(od, "charts", hidden), isShown(od, "overview", hidden)]).toEqual([false, true]);
    expect(isShown(heater, "charts", withShown(hidden, heater, "charts", true))).toBe(true);
    expect(withShown(hidden, od, "charts", true).shown.charts).toEqual({});
  });

  it("survive being stored; what cannot be read is no choice", () => {
    const chosen = withMoved(withShown(USUAL, kinds[0] as ChartKind, "unit", false), kinds, "gr", -1);
    const read = arrangementOf(JSON.stringify(chosen));
    expect(read.order).toEqual(chosen.order);
    expect(read.shown.unit).toEqual({ od: false });
    for (const junk of [null, "", "{", "[]", '{"order":5,"shown":{"unit":[1],"charts":{"od":"no"}}}']) expect(isShown(kinds[0] as ChartKind, "charts", arrangementOf(junk))).toBe(true);
  });
});
