import { describe, expect, it } from "vitest";

import { gridOf, type GridLine } from "./grid";
import { binWidth, Levels, type Columns } from "./levels";
import { between, lowerBound, nearestIndex } from "./search";

function lineOf(t: number[], y: number[], more: Partial<GridLine> = {}): GridLine {
  const columns: Columns = { t, y, min: more.min ?? null, max: more.max ?? null };
  return { ...columns, levels: new Levels(columns), gapMs: Number.POSITIVE_INFINITY, isStepped: false, ...more };
}
const range = (n: number, stepMs: number, from = 0): number[] => Array.from({ length: n }, (_, k) => from + k * stepMs);
const seen = (column: readonly (number | null | undefined)[]): number[] => column.filter((y): y is number => typeof y === "number");

describe("search", () => {
  it("finds places in rising times", () => {
    const t = [10, 20, 30];
    expect([5, 10, 11, 31].map((v) => lowerBound(t, v))).toEqual([0, 0, 1, 3]);
    expect([5, 14, 16, 99].map((v) => nearestIndex(t, v))).toEqual([0, 0, 1, 2]);
    expect(nearestIndex([], 1)).toBe(-1);
    expect(between(t, 10, 20)).toEqual([0, 2]);
  });
});

describe("grid", () => {
  it("gives few readings as they are, with a neighbour at each side", () => {
    const [x, y] = gridOf([lineOf(range(10, 1000), range(10, 1))], 3, 5, 100);
    expect(x).toEqual([2, 3, 4, 5, 6]);
    expect(y).toEqual([2, 3, 4, 5, 6]);
  });

  it("keeps every extreme of many, in few values per pixel", () => {
    const n = 100_000;
    const values = range(n, 1).map((k) => Math.sin(k / 9000) + (k === 71_234 ? 5 : 0) - (k === 12_345 ? 7 : 0));
    const [x, y] = gridOf([lineOf(range(n, 100), values)], 0, n / 10, 500);
    expect(x.length).toBeLessThan(500 * 1.5 * 3 + 9);
    expect(Math.max(...seen(y ?? []))).toBe(values[71_234]);
    expect(Math.min(...seen(y ?? []))).toBe(values[12_345]);
    expect(x.every((t, k) => k === 0 || t > (x[k - 1] as number))).toBe(true);
  });

  it("shows the same bins while the window moves", () => {
    const n = 50_000;
    const line = lineOf(range(n, 100), range(n, 1).map((k) => Math.sin(k * 1.7)));
    const at = (a: number): Map<number, number | null | undefined> => {
      const [x, y] = gridOf([line], a, a + 1000, 400);
      return new Map(x.map((t, k) => [Math.round(t * 1000), y?.[k]]));
    };
    const [one, two] = [at(1000), at(1003.7)];
    const both = [...one].filter(([t]) => t > 1_010_000 && t < 1_990_000);
    expect(both.length).toBeGreaterThan(300);
    expect(both.every(([t, y]) => two.get(t) === y)).toBe(true);
  });

  it("breaks a line at a pause, goes on where there is none, and comes in from outside", () => {
    const t = [...range(3000, 100), ...range(3000, 100, 900_000)];
    const [x, y] = gridOf([lineOf(t, t.map(() => 1), { gapMs: 5000 })], 0, 1200, 300);
    expect(y?.filter((v) => v === null)).toHaveLength(1);
    expect(x[(y ?? []).indexOf(null)]).toBeGreaterThan(299);
    const sparse = lineOf([0, 1_000_000], [0, 1]);
    const busy = lineOf(range(4000, 10, 495_000), range(4000, 1));
    const [, column] = gridOf([sparse, busy], 500, 520, 100);
    expect(seen(column ?? [])[0]).toBeCloseTo(0.5, 1);
    expect(seen(column ?? [])).toHaveLength(2);
    const [, stepped] = gridOf([lineOf([0, 1_000_000], [0, 1], { isStepped: true }), busy], 500, 520, 100);
    expect(seen(stepped ?? [])).toEqual([0, 0]);
  });

  it("draws the extremes behind means", () => {
    const [, y] = gridOf([lineOf([0, 60_000], [2, 3], { min: [1, 2], max: [4, 9] })], -10, 70, 200);
    expect(seen(y ?? [])).toEqual([1, 4, 2, 9]);
    const [, level] = gridOf([lineOf([0, 60_000], [2, 3], { min: [1, 2], max: [4, 9], isStepped: true })], -10, 70, 200);
    expect(seen(level ?? [])).toEqual([1, 4, 2, 2, 9, 3]);
  });

  it("takes points that come later into the bins that it has", () => {
    const columns: Columns = { t: range(1000, 100), y: range(1000, 1), min: null, max: null };
    const levels = new Levels(columns);
    const width = binWidth(900);
    expect(width).toBeLessThanOrEqual(900);
    const bins = levels.of(width);
    const before = bins.at.length;
    columns.t.push(100_000, 100_050);
    columns.y.push(-5, 7);
    expect(levels.of(width)).toBe(bins);
    expect(bins.at.length).toBe(before + (Math.floor(100_000 / width) > Math.floor(99_900 / width) ? 1 : 0));
    expect([bins.min.at(-1), bins.last.at(-1)]).toEqual([-5, 7]);
  });
});
