import { describe, expect, it } from "vitest";

import { align, gapOf } from "./align";
import { logTicks, niceRange, timeSplits, yTicks } from "./axes";

describe("align", () => {
  it("gives one time column and leaves holes where the other line was measured", () => {
    const [t, a, b] = align(
      [
        { t: [1000, 3000], y: [1, 3] },
        { t: [2000, 3000], y: [20, 30] },
      ],
      [9000, 9000],
    );
    expect(t).toEqual([1, 2, 3]);
    expect(a).toEqual([1, undefined, 3]);
    expect(b).toEqual([undefined, 20, 30]);
  });

  it("breaks a line at a pause, over all places of the pause", () => {
    const [t, a, b] = align(
      [
        { t: [0, 1000, 9000], y: [1, 2, 3] },
        { t: [4000, 5000, 6000], y: [7, 8, 9] },
      ],
      [3000, 3000],
    );
    expect(t).toEqual([0, 1, 1.001, 4, 5, 6, 9]);
    expect(a).toEqual([1, 2, null, null, null, null, 3]);
    expect(b).toEqual([undefined, undefined, undefined, 7, 8, 9, undefined]);
  });

  it("drops times that do not rise", () => {
    const [t, a] = align([{ t: [1000, 1000, 2000], y: [1, 5, 2] }], [9000]);
    expect(t).toEqual([1, 2]);
    expect(a).toEqual([1, 2]);
  });

  it("takes three times the widest of interval, resolution and usual step as a gap", () => {
    expect(gapOf([0, 5000, 10_000], 5, 0, 0)).toBe(15_000);
    expect(gapOf([0, 5000, 10_000], 5, 60, 0)).toBe(180_000);
    expect(gapOf([0, 30_000, 60_000], 5, 0, 0)).toBe(90_000);
    expect(gapOf([], 5, 0, 150_000)).toBe(150_000);
  });
});

describe("axes", () => {
  it("grows the y range in whole steps around the data", () => {
    expect(niceRange(0.01, 0.147, [0, 0.05])[0]).toBe(0);
    expect(niceRange(0.01, 0.147, [0, 0.05])[1]).toBeCloseTo(0.15);
    for (const top of [0.012, 0.062, 0.16, 0.9, 1.3, 7, 24, 99]) {
      const [from, to] = niceRange(0, top, null);
      const ticks = yTicks(from, to, 5);
      expect(ticks.length).toBeLessThanOrEqual(8);
      expect(ticks.at(-1)).toBeCloseTo(to);
    }
    const [low, high] = niceRange(-0.02, 0.46, [-0.05, 0.3]);
    expect(low).toBeCloseTo(-0.1);
    expect(high).toBeCloseTo(0.5);
  });

  it("puts ticks on both ends where a round step allows it", () => {
    const ticks = yTicks(0, 0.15, 5);
    expect(ticks[0]).toBe(0);
    expect(ticks.at(-1)).toBeCloseTo(0.15);
  });

  it("counts elapsed ticks from the start of the experiment", () => {
    expect(timeSplits(100, 100 + 4 * 3600, 5, "elapsed", 100)).toEqual([100, 3700, 7300, 10_900, 14_500]);
  });

  it("labels a log axis with 1, 2 and 5", () => {
    expect(logTicks(0.05, 2).map((v) => Number(v.toPrecision(1)))).toEqual([0.05, 0.1, 0.2, 0.5, 1, 2]);
  });
});
