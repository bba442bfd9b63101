import { describe, expect, it } from "vitest";

import { automatic, bracketsOf, inRowsOf, placed, placeName, swapped, usualColumns, withColumns } from "./places";

const spots = (group: string, ...units: string[]) => units.map((unit) => ({ unit, group }));

describe("the automatic layout", () => {
  it("is a little wider than high", () => {
    expect([1, 3, 9, 12, 24, 40, 96].map((n) => [usualColumns(n), Math.ceil(n / usualColumns(n))])).toEqual([[3, 1], [3, 1], [3, 3], [4, 3], [6, 4], [8, 5], [12, 8]]);
  });

  it("goes row by row in the order in which people count", () => {
    expect(automatic(spots("E", "w10", "w2", "w1", "w3"), 3)).toEqual({ columns: 3, places: ["w1", "w2", "w3", "w10", null, null] });
  });

  it("gives each experiment columns of its own, and names them", () => {
    const all = [...spots("A", "a1", "a2", "a3"), ...spots("B", "b1", "b2")];
    const arrangement = automatic(all, 3);
    expect(arrangement).toEqual({ columns: 3, places: ["a1", "a2", "b1", "a3", null, "b2"] });
    expect(bracketsOf(arrangement, new Map(all.map(({ unit, group }) => [unit, group])))).toEqual([{ from: 0, span: 2, group: "A" }, { from: 2, span: 1, group: "B" }]);
  });

  it("becomes higher rather than wider than was asked for", () => {
    const all = [...spots("A", "a1"), ...spots("B", "b1", "b2", "b3", "b4"), ...spots("C", "c1")];
    const { columns, places } = automatic(all, 3);
    expect(columns).toBe(3);
    expect(places.filter(Boolean).length).toBe(6);
  });

  it("names nothing where there is one experiment", () => {
    expect(bracketsOf(automatic(spots("E", "a", "b"), 3), new Map([["a", "E"], ["b", "E"]]))).toEqual([]);
  });
});

describe("a saved layout", () => {
  const layout = { columns: 3, places: ["a", null, "gone", "b", null, null] };

  it("leaves the place of a unit that is gone empty and puts new ones behind the last", () => {
    expect(placed(layout, ["a", "b", "n10", "n2"])).toEqual({ columns: 3, places: ["a", null, null, "b", "n2", "n10"] });
  });

  it("exchanges two places, also with one in a row that there was not", () => {
    expect(swapped({ columns: 2, places: ["a", "b"] }, 0, 1).places).toEqual(["b", "a"]);
    expect(swapped({ columns: 2, places: ["a", "b"] }, 0, 3).places).toEqual([null, "b", null, "a"]);
  });

  it("loses a row that has become empty at its end", () => {
    expect(swapped({ columns: 2, places: ["a", null, "b", null] }, 2, 1).places).toEqual(["a", "b"]);
  });

  it("keeps rows and columns when it becomes wider, and every well when it becomes narrower", () => {
    expect(withColumns({ columns: 2, places: ["a", "b", "c", null] }, 3)).toEqual({ columns: 3, places: ["a", "b", null, "c", null, null] });
    expect(withColumns({ columns: 3, places: ["a", "b", "c", "d", null, null] }, 2).places.filter(Boolean).toSorted()).toEqual(["a", "b", "c", "d"]);
  });

  it("is read row by row on a phone", () => {
    expect(inRowsOf({ columns: 4, places: ["a", null, "b", "c", "d", null, null, null] }, 3).places).toEqual(["a", "b", "c", "d", null, null]);
  });

  it("names places as a plate does", () => {
    expect([placeName(0, 12), placeName(95, 12), placeName(26 * 3, 3)]).toEqual(["A1", "H12", "AA1"]);
  });
});
