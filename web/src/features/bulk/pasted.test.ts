import { describe, expect, it } from "vitest";

import { cellsOf, isTable, spread } from "./pasted";

const rows = [{ unit: "w1", label: "WT 1" }, { unit: "w2", label: "w2" }, { unit: "w3", label: "petite" }];

describe("values pasted from a spreadsheet", () => {
  it("are lines and tabs, whatever the system ends its lines with", () => {
    expect(cellsOf("500\r\n600\r\n")).toEqual([["500"], ["600"]]);
    expect(cellsOf("1,5\t2\r3\t4")).toEqual([["1,5", "2"], ["3", "4"]]);
    expect(cellsOf("500\n\n700")).toEqual([["500"], [""], ["700"]]);
  });

  it("are a table only with more than one cell: a single one is typed as it is", () => {
    expect([isTable("500"), isTable("500\n"), isTable("500\n600"), isTable("1\t2")]).toEqual([false, false, true, true]);
  });

  it("fill a column downwards from the cell that they were pasted into", () => {
    expect(spread({ w1: { rpm: "300" } }, rows, ["rpm"], { unit: "w2", field: "rpm" }, "500\n600")).toEqual({ cells: { w1: { rpm: "300" }, w2: { rpm: "500" }, w3: { rpm: "600" } }, used: 2, left: 0 });
  });

  it("fill several columns, and leave out those that the table does not have", () => {
    expect(spread({}, rows, ["a", "b"], { unit: "w1", field: "b" }, "1\t2\n3\t4").cells).toEqual({ w1: { b: "1" }, w2: { b: "3" } });
  });

  it("count lines that have no unit", () => {
    expect(spread({}, rows, ["a"], { unit: "w3", field: "a" }, "1\n2\n3")).toEqual({ cells: { w3: { a: "1" } }, used: 1, left: 2 });
  });

  it("go to the units that they name, in any order and below a heading", () => {
    expect(spread({}, rows, ["a"], { unit: "w1", field: "a" }, "Unit\tTarget\npetite\t3\nw1\t1\nw9\t9")).toEqual({ cells: { w3: { a: "3" }, w1: { a: "1" } }, used: 2, left: 1 });
  });
});
