import { describe, expect, it } from "vitest";

import { crossing } from "./crossing";
import { idOf, linesText, lookOf, MOST, namesOf, parseLines, type Compared } from "./state";

const line = (experiment: string, unit: string, offsetS = 0): Compared => ({ experiment, unit, offsetS });

describe("lines in the address", () => {
  it("come back as they were, whatever the experiment is called", () => {
    const lines = [line("Yeast, 30 °C ~ 2nd", "worker01"), line("a%2Cb", "worker02", 5400), line("x", "worker01", -60)];
    expect(parseLines(linesText(lines))).toEqual(lines);
  });

  it("leave out what cannot be read, comes twice or is too much", () => {
    expect(parseLines("")).toEqual([]);
    expect(parseLines("x,~w,e~,e~w~soon,%E0%A4%A~w,e~w,e~w~60")).toEqual([line("e", "w")]);
    expect(parseLines(Array.from({ length: 20 }, (_, k) => `e~w${k}`).join(","))).toHaveLength(MOST);
    expect(idOf(line("a,b", "w"))).not.toContain(",");
  });
});

describe("the look of lines", () => {
  const lines = [line("one", "a"), line("one", "b"), line("two", "a")];
  it("is a colour per unit and a dash per experiment, or the other way round", () => {
    expect(lookOf(lines, "unit")).toEqual([{ slot: 1, dashGroup: 0 }, { slot: 2, dashGroup: 0 }, { slot: 1, dashGroup: 1 }]);
    expect(lookOf(lines, "experiment")).toEqual([{ slot: 1, dashGroup: 0 }, { slot: 1, dashGroup: 1 }, { slot: 2, dashGroup: 0 }]);
  });

  it("names what differs", () => {
    expect(namesOf(lines, (one) => one.unit.toUpperCase())).toEqual(["A, one", "B, one", "A, two"]);
    expect(namesOf(lines.slice(0, 2), (one) => one.unit)).toEqual(["a", "b"]);
    expect(namesOf([lines[0] as Compared, lines[2] as Compared], (one) => one.unit)).toEqual(["one", "two"]);
  });
});

describe("the moment at which a line rises to a value", () => {
  it("lies between the points around it", () => {
    expect(crossing([0, 1000, 2000, 3000], [0.1, 0.2, 0.4, 0.8], 0.3)).toBeCloseTo(1500, 6);
  });

  it("is not that of a single reading that jumps", () => {
    const y = [0.1, 0.9, 0.1, 0.1, 0.2, 0.4, 0.5, 0.6, 0.7];
    expect(crossing(y.map((_, k) => k), y, 0.45)).toBeCloseTo(5.5, 6);
  });

  it("is none where the line stays below, or begins above", () => {
    expect(crossing([0, 1, 2], [0.1, 0.2, 0.3], 0.5)).toBeNull();
    expect(crossing([0, 1, 2], [0.6, 0.7, 0.8], 0.5)).toBeNull();
    expect(crossing([], [], 0.5)).toBeNull();
    expect(crossing([0, 1, 2, 3, 4, 5, 6], [0.6, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8], 0.5)).toBe(3);
  });
});
