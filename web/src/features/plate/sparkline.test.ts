import { describe, expect, it } from "vitest";

import { columnsOf, HEIGHT, NO_SHAPE, shapeOf, WIDTH } from "./sparkline";

const HOUR = 3_600_000;
const window = { fromMs: 0, toMs: WIDTH * HOUR, low: 0, high: 2, resolutionS: 0, isStepped: false };
const every = (ms: number, n: number, from = 0) => Array.from({ length: n }, (_, k) => from + k * ms);

describe("the line of a well", () => {
  it("joins live points to stored ones, each moment once", () => {
    const stored = { t: [0, HOUR], y: [1, 1] };
    const live = { t: [HOUR / 2, HOUR, 2 * HOUR], y: [9, 9, 2] };
    expect(columnsOf(stored, live, window)).toEqual({ t: [0, HOUR, 2 * HOUR], y: [1, 1, 2] });
  });

  it("is one mean per column, whatever the number of readings", () => {
    const t = every(HOUR / 100, 100 * WIDTH);
    const { t: times, y } = columnsOf({ t, y: t.map((_, k) => k % 2) }, { t: [], y: [] }, window);
    expect(times.length).toBe(WIDTH);
    expect(y.every((value) => Math.abs(value - 0.5) < 1e-9)).toBe(true);
  });

  it("leaves out what lies before the window and what nobody measured", () => {
    expect(columnsOf({ t: [-1, HOUR, 2 * HOUR], y: [5, null, 1] }, { t: [], y: [] }, window)).toEqual({ t: [2 * HOUR], y: [1] });
  });

  it("stands on the common scale and ends with the last value", () => {
    const { line } = shapeOf({ t: [0, HOUR], y: [0, 2] }, window);
    expect(line).toBe(`M0.0 ${HEIGHT.toFixed(1)}L1.0 2.0`);
  });

  it("breaks at a pause, and the area with it", () => {
    const { line, area } = shapeOf({ t: [...every(HOUR, 5), ...every(HOUR, 5, 40 * HOUR)], y: Array.from({ length: 10 }, () => 1) }, window);
    expect(line.match(/M/g)?.length).toBe(2);
    expect(area.match(/Z/g)?.length).toBe(2);
  });

  it("holds a level until the next dose", () => {
    const { line } = shapeOf({ t: [0, 60 * HOUR], y: [2, 1] }, { ...window, isStepped: true });
    expect(line).toBe("M0.0 2.0L60.0 2.0L60.0 21.0");
  });

  it("is nothing while there is one reading only", () => {
    expect(shapeOf({ t: [0], y: [1] }, window)).toBe(NO_SHAPE);
  });
});
