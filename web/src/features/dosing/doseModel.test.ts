import { describe, expect, it } from "vitest";

import { commandOf, fitting, isTooMuch, parseAmount, plannedLevel, roomAfter, stepped, wasteFirst, type Wish } from "./doseModel";

const wish = (change: Partial<Wish>): Wish => ({ liquid: "media", by: "volume", typed: "3", circulates: "media", ...change });

describe("a typed amount", () => {
  it.each([
    ["3", "volume", 3],
    ["0,5", "volume", 0.5],
    ["500 ul", "volume", 0.5],
    ["500µL", "volume", 0.5],
    ["2 min", "time", 120],
    ["45", "time", 45],
    ["0", "volume", null],
    ["-1", "volume", null],
    ["2 min", "volume", null],
    ["a lot", "volume", null],
    ["", "volume", null],
  ] as const)("%j by %s is %s", (text, by, amount) => (amount === null ? expect(parseAmount(text, by)).toBeNull() : expect(parseAmount(text, by)).toBeCloseTo(amount)));

  it("steps in tenths and stays above nothing", () => {
    expect(stepped(3, 0.1)).toBe(3.1);
    expect(stepped(0.1, -1)).toBe(0.1);
    expect(stepped(null, 0.1)).toBe(0.1);
  });
});

describe("what fits", () => {
  const level = (afterMl: number) => ({ nowMl: 14.2, afterMl, limitMl: 18, capacityMl: 20 });
  it("knows the room that is left, and what is too much", () => {
    expect(roomAfter(level(17.2))).toBeCloseTo(0.8);
    expect(isTooMuch(level(17.2))).toBe(false);
    expect(isTooMuch(level(19.2))).toBe(true);
    // Taking out is never too much, however full the vial is.
    expect(isTooMuch({ ...level(18.5), nowMl: 19 })).toBe(false);
    expect(roomAfter({ ...level(17), limitMl: null })).toBeNull();
  });

  it("offers a dose that fits and the waste that makes room", () => {
    expect(fitting(3.8)).toBe(3.8);
    expect(fitting(3.79)).toBe(3.7);
    expect(wasteFirst(level(19.2), 10)).toBe(1.2);
    expect(wasteFirst(level(19.2), 14)).toBeNull();
    expect(wasteFirst(level(17), 10)).toBeNull();
  });

  it("plans a level by the books: waste stops at its tube", () => {
    expect(plannedLevel("media", 3, 14.2, 15)).toBeCloseTo(17.2);
    expect(plannedLevel("waste", 3, 16, 15)).toBe(15);
    expect(plannedLevel("waste", 3, 14.2, 15)).toBe(14.2);
    expect(plannedLevel("circulate", 30, 14.2, 15)).toBe(14.2);
    expect(plannedLevel("media", 3, null, 15)).toBeNull();
  });
});

it("asks for exactly one of volume, time and until stopped", () => {
  expect(commandOf(wish({}), 3)).toEqual({ job: "add_media", options: { ml: 3, source_of_event: "UI" } });
  expect(commandOf(wish({ liquid: "waste", by: "time" }), 20)).toEqual({ job: "remove_waste", options: { duration: 20, source_of_event: "UI" } });
  expect(commandOf(wish({ liquid: "alt_media", by: "until_stop" }), null)).toEqual({ job: "add_alt_media", options: { continuously: null, source_of_event: "UI" } });
  expect(commandOf(wish({ liquid: "circulate", by: "time", circulates: "alt_media" }), 30)).toEqual({ job: "circulate_alt_media", options: { duration: 30 } });
});
