import { describe, expect, it } from "vitest";

import { degreeOf, deviationOf, drawn, rangeOf, valueAt, type Calibration, type CurveData } from "./curve";

const of = (curve_data_: CurveData, x: number[], y: number[]): Calibration => ({
  calibration_type: "simple_peristaltic_pump",
  calibration_name: "monday",
  calibrated_on_pioreactor_unit: "unit1",
  created_at: "2026-11-01T10:00:00Z",
  curve_data_,
  x: "Duration",
  y: "Volume",
  recorded_data: { x, y },
  is_active: true,
  pioreactor_unit: "unit1",
});
const line: CurveData = { type: "poly", coefficients: [0.1, 0] };
// Two pieces: 1 + 2u up to x = 10, then 21 + 2u - 0.5u².
const spline: CurveData = { type: "spline", knots: [0, 10, 20], coefficients: [[1, 2, 0, 0], [21, 2, -0.5, 0]] };

describe("curves", () => {
  it("takes coefficients from the highest power to the constant", () => {
    expect(valueAt({ type: "poly", coefficients: [2, 0, 1] }, 3)).toBe(19);
    expect(valueAt(line, 8)).toBeCloseTo(0.8);
  });
  it("takes the piece of the interval, and the end pieces beyond the knots", () => {
    expect(valueAt(spline, 5)).toBe(11);
    expect(valueAt(spline, 10)).toBe(21);
    expect(valueAt(spline, 12)).toBe(23);
    expect(valueAt(spline, -1)).toBe(-1);
    expect(valueAt(spline, 22)).toBe(21 + 24 - 72);
  });
  it("draws a line through the origin from there, and a spline over its points alone", () => {
    expect(drawn(of(line, [2, 10], [0.2, 1]))).toEqual([{ x: 0, y: 0 }, { x: 10, y: 1 }]);
    const points = drawn(of(spline, [3, 18], [7, 5]));
    expect([points[0]?.x, points.at(-1)?.x]).toEqual([3, 18]);
  });
  it("measures how far the points are from it", () => {
    expect(deviationOf(of(line, [1, 2], [0.13, 0.16]))).toBeCloseTo(Math.sqrt((0.03 ** 2 + 0.04 ** 2) / 2));
    expect(deviationOf(of(line, [], []))).toBeNull();
    expect(rangeOf(of(spline, [], []))).toEqual([0, 20]);
  });
  it("counts the degree without leading zeros", () => expect([degreeOf([0, 0, 3, 1]), degreeOf([0.1, 0]), degreeOf([5]), degreeOf([1, 0, 0])]).toEqual([1, 1, 0, 2]));
});
