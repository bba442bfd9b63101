import { describe, expect, it } from "vitest";

import { age, duration, elapsed, elapsedShort, fixed, list, od, parseNumber, significant } from "./format";

describe("numbers", () => {
  it.each([
    [null, 2, "–"],
    [Number.NaN, 2, "–"],
    [-0.001, 2, "0.00"],
    [-0.3, 2, "−0.30"],
    [9999, 0, "9999"],
    [12_345.6, 1, "12\u202f345.6"],
  ])("%s with %s decimals is %s", (value, decimals, text) => expect(fixed(value, decimals)).toBe(text));

  it("shows OD with three decimals below 0.1", () => {
    expect(od(0.0468)).toBe("0.047");
    expect(od(1.219)).toBe("1.22");
  });

  it("keeps four significant digits of volts", () => {
    expect(significant(0.021_346)).toBe("0.02135");
    expect(significant(1.5)).toBe("1.500");
    expect(significant(0)).toBe("0");
  });

  it.each([
    ["1,5", 1.5],
    ["500 rpm", 500],
    ["−2", -2],
    [".5", 0.5],
    ["12a", null],
    ["", null],
  ])("reads %j as %s", (text, value) => expect(parseNumber(text, "rpm")).toBe(value));
});

describe("times", () => {
  it("gives an age in one unit", () => expect([3.9, 240, 18_000, 180_000].map(age)).toEqual(["3 s", "4 min", "5 h", "2 d"]));
  it("gives durations", () => expect([0.31, 31.24, 720, 6420].map(duration)).toEqual(["0.3 s", "31.2 s", "12 min", "1 h 47 min"]));
  it("gives elapsed time", () => {
    expect(elapsed(61 * 3600 + 14 * 60)).toBe("61 h 14 min");
    expect(elapsedShort(61 * 3600)).toBe("2 d 13 h");
  });
  it("lists names", () => expect(list(["a", "b", "c"])).toBe("a, b and c"));
});
