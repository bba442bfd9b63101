import { describe, expect, it } from "vitest";

import { likelyRange } from "./range";

const line = (points: readonly (readonly [number, number, number])[]) => ({
  t: points.map(([s]) => s * 1000),
  y: points.map(([, y]) => y),
  low: points.map(([, y, half]) => y - half),
  high: points.map(([, y, half]) => y + half),
});

const settled = Array.from({ length: 90 }, (_, i) => [100 + i * 10, 0.4, 0.02] as const);

describe("the range of an axis", () => {
  it("is not dominated by wide guesses of the first minutes", () => {
    const guesses = Array.from({ length: 20 }, (_, i) => [i * 5, i % 2 ? 3 : -2, 2] as const);
    const range = likelyRange([line([...guesses, ...settled])], 0, 1000);
    expect(range?.[0]).toBeGreaterThan(0.3);
    expect(range?.[1]).toBeLessThan(0.5);
    const first = likelyRange([line([...guesses, ...settled])], 0, 95);
    expect(first?.[1]).toBeGreaterThan(3);
  });

  it("holds the newest value of each line, however uncertain it is", () => {
    expect(likelyRange([line([...settled, [995, 1.2, 3]])], 0, 1000)?.[1]).toBeGreaterThanOrEqual(1.2);
  });

  it("is unknown without points in the window", () => expect(likelyRange([line(settled)], 5000, 6000)).toBeNull());
});
