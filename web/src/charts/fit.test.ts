import { describe, expect, it } from "vitest";

import { doublingH, growthFit, summarise } from "./fit";

const HOUR_MS = 3_600_000;
const times = (n: number, stepMs = 60_000): number[] => Array.from({ length: n }, (_, k) => 1_700_000_000_000 + k * stepMs);

describe("growth fit", () => {
  it("finds the rate of a pure exponential with no error, also at unix times", () => {
    const t = times(120);
    const fit = growthFit({ t, y: t.map((at) => 0.05 * Math.exp((0.39 * (at - (t[0] as number))) / HOUR_MS)) });
    expect(fit.kind).toBe("fit");
    if (fit.kind !== "fit") return;
    expect(fit.ratePerH).toBeCloseTo(0.39, 9);
    expect(fit.errorPerH).toBeLessThan(1e-8);
    expect(fit.r2).toBeCloseTo(1, 9);
    expect(doublingH(fit.ratePerH)).toBeCloseTo(Math.LN2 / 0.39, 6);
  });

  it("gives the standard error of ordinary least squares", () => {
    // ln y = 0, 1, 1, 2, 3 at 0 to 4 h: slope 0.7, residuals 0, 0.3, -0.4, -0.1, 0.2, so s² = 0.3 / 3 and SE = √(0.1 / 10).
    const t = times(5, HOUR_MS);
    const fit = growthFit({ t, y: [0, 1, 1, 2, 3].map(Math.exp) });
    if (fit.kind !== "fit") throw new Error(fit.kind);
    expect(fit.ratePerH).toBeCloseTo(0.7, 9);
    expect(fit.errorPerH).toBeCloseTo(0.1, 9);
    expect(fit.r2).toBeCloseTo(1 - 0.3 / 5.2, 9);
  });

  it("is not put off by noise: the error covers the truth", () => {
    const t = times(300, 30_000);
    const noise = (k: number): number => Math.sin(k * 12.9898) * 0.01;
    const fit = growthFit({ t, y: t.map((at, k) => 0.2 * Math.exp((0.25 * (at - (t[0] as number))) / HOUR_MS + noise(k))) });
    if (fit.kind !== "fit") throw new Error(fit.kind);
    expect(Math.abs(fit.ratePerH - 0.25)).toBeLessThan(4 * fit.errorPerH);
    expect(fit.errorPerH).toBeLessThan(0.01);
  });

  it("refuses few points, and values that have no logarithm", () => {
    expect(growthFit({ t: times(4), y: [1, 2, 3, 4] })).toEqual({ kind: "few", n: 4 });
    expect(growthFit({ t: times(6), y: [1, 2, 0, -1, 5, 6] })).toEqual({ kind: "not_positive", n: 2 });
    expect(growthFit({ t: [1, 1, 1, 1, 1], y: [1, 2, 3, 4, 5] })).toEqual({ kind: "few", n: 5 });
  });

  it("knows a culture that shrinks, and one that stands still", () => {
    const t = times(60);
    const fit = growthFit({ t, y: t.map((at) => Math.exp((-0.2 * (at - (t[0] as number))) / HOUR_MS)) });
    if (fit.kind !== "fit") throw new Error(fit.kind);
    expect(fit.ratePerH).toBeCloseTo(-0.2, 9);
    expect(doublingH(fit.ratePerH)).toBeCloseTo(Math.LN2 / 0.2, 6);
    const still = growthFit({ t, y: t.map(() => 0.4) });
    if (still.kind !== "fit") throw new Error(still.kind);
    expect(doublingH(still.ratePerH)).toBeNull();
  });
});

describe("summary", () => {
  it("counts, averages and finds the slope", () => {
    const summary = summarise({ t: times(3, HOUR_MS), y: [1, 2, 6] });
    expect(summary).toMatchObject({ n: 3, mean: 3, min: 1, max: 6 });
    expect(summary?.slopePerH).toBeCloseTo(2.5, 9);
  });

  it("takes the extremes behind means", () => {
    expect(summarise({ t: times(2), y: [2, 3], min: [1, 2.5], max: [2.5, 9] })).toMatchObject({ min: 1, max: 9, mean: 2.5 });
  });

  it("has nothing to say of nothing, and no slope of one moment", () => {
    expect(summarise({ t: [], y: [] })).toBeNull();
    expect(summarise({ t: [5], y: [1] })?.slopePerH).toBeNull();
  });
});
