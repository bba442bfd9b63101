import { describe, expect, it } from "vitest";

import { boxOf, moved, rectangle, selectionOf, selectionText, toggled, touched } from "./moves";

// a b .
// c . d
// e f g
const plate = { columns: 3, places: ["a", "b", null, "c", null, "d", "e", "f", "g"] };
const at = (unit: string): number => plate.places.indexOf(unit);
const to = (unit: string, key: string, how = {}): string | null => plate.places[moved(plate, at(unit), key, how)] ?? null;

describe("keys on the plate", () => {
  it("move in two dimensions and pass over empty places", () => {
    expect(to("a", "ArrowRight")).toBe("b");
    expect(to("b", "ArrowDown")).toBe("f");
    expect(to("c", "ArrowRight")).toBe("d");
    expect(to("g", "ArrowUp")).toBe("d");
  });

  it("stay where there is nothing further", () => {
    expect(to("b", "ArrowRight")).toBe("b");
    expect(to("d", "ArrowUp")).toBe("d");
    expect(to("a", "ArrowLeft")).toBe("a");
    expect(to("g", "ArrowDown")).toBe("g");
  });

  it("go to the ends of the row and of the plate", () => {
    expect(to("c", "End")).toBe("d");
    expect(to("d", "Home")).toBe("c");
    expect(to("b", "End")).toBe("b");
    expect(to("c", "Home", { isCtrl: true })).toBe("a");
    expect(to("a", "End", { isCtrl: true })).toBe("g");
  });

  it("stop at empty places while wells are arranged", () => {
    expect(moved(plate, at("b"), "ArrowRight", { hasEmpty: true })).toBe(2);
    expect(moved(plate, at("b"), "ArrowDown", { hasEmpty: true })).toBe(4);
  });
});

describe("a selection", () => {
  it("is the rectangle between two wells, whichever corners they are", () => {
    expect(rectangle(plate, at("b"), at("c"))).toEqual(["a", "b", "c"]);
    expect(rectangle(plate, at("c"), at("b"))).toEqual(["a", "b", "c"]);
    expect(rectangle(plate, at("a"), at("g"))).toEqual(["a", "b", "c", "d", "e", "f", "g"]);
  });

  it("is what a frame touches", () => {
    const wells = [["a", boxOf(0, 0, 100, 100)], ["b", boxOf(110, 0, 210, 100)], ["c", boxOf(0, 110, 100, 210)]] as const;
    expect(touched(boxOf(150, 50, 90, 20), wells)).toEqual(["a", "b"]);
    expect(touched(boxOf(101, 101, 109, 109), wells)).toEqual([]);
    expect(touched(boxOf(0, 0, 300, 300), wells)).toEqual(["a", "b", "c"]);
  });

  it("takes units in, and out once all of them are in", () => {
    expect([...toggled(new Set(["a"]), ["b"])]).toEqual(["a", "b"]);
    expect([...toggled(new Set(["a"]), ["a", "b"])]).toEqual(["a", "b"]);
    expect([...toggled(new Set(["a", "b", "c"]), ["a", "b"])]).toEqual(["c"]);
  });

  it("stands in the address, without units that are gone", () => {
    expect(selectionText(new Set(["a", "b"]))).toBe("a,b");
    expect([...selectionOf("a,gone,b", ["a", "b", "c"])]).toEqual(["a", "b"]);
    expect(selectionOf("", ["a"]).size).toBe(0);
  });
});
