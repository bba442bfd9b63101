/** Curves of calibration files: y as a function of x, beyond the knots as the end pieces go on. */
export type CurveData = { type: "poly"; coefficients: readonly number[] } | { type: "spline" | "akima"; knots: readonly number[]; coefficients: readonly (readonly number[])[] };

export interface Point {
  x: number;
  y: number;
}

/** A calibration as it stands in its file, with whether it is in use. */
export interface Calibration {
  calibration_type: string;
  calibration_name: string;
  calibrated_on_pioreactor_unit: string;
  created_at: string;
  curve_data_: CurveData;
  x: string;
  y: string;
  recorded_data: { x: readonly number[]; y: readonly number[] };
  is_active: boolean;
  pioreactor_unit: string;
  [more: string]: unknown;
}

export function valueAt(curve: CurveData, x: number): number {
  if (curve.type === "poly") return curve.coefficients.reduce((sum, c) => sum * x + c, 0);
  const last = curve.coefficients.length - 1;
  const at = Math.min(last, Math.max(0, curve.knots.findLastIndex((knot) => knot <= x)));
  const u = x - (curve.knots[at] ?? 0);
  return (curve.coefficients[at] ?? []).toReversed().reduce((sum, c) => sum * u + c, 0);
}

export const pointsOf = ({ recorded_data: { x, y } }: Calibration): Point[] => x.map((value, i) => ({ x: value, y: y[i] ?? Number.NaN }));

/** From where to where points were measured; without points the knots tell. */
export function rangeOf({ recorded_data, curve_data_ }: Calibration): [number, number] {
  const known = recorded_data.x.length > 0 ? recorded_data.x : curve_data_.type === "poly" ? [0, 1] : curve_data_.knots;
  return [Math.min(...known), Math.max(...known)];
}

const PIECES = 80;

/** The curve over its measured range, fine enough to be drawn; a line through the origin begins there. */
export function drawn(calibration: Calibration): Point[] {
  const [low, high] = rangeOf(calibration);
  const { curve_data_: curve } = calibration;
  if (isLine(curve)) return [...(valueAt(curve, 0) === 0 && low > 0 ? [0] : [low]), high].map((x) => ({ x, y: valueAt(curve, x) }));
  return Array.from({ length: PIECES + 1 }, (_, i) => low + ((high - low) * i) / PIECES).map((x) => ({ x, y: valueAt(curve, x) }));
}

/** Degree of a polynomial without leading zeros. */
export const degreeOf = (coefficients: readonly number[]): number => Math.max(0, coefficients.length - 1 - Math.max(0, coefficients.findIndex((c) => c !== 0)));

export const isLine = (curve: CurveData): boolean => curve.type === "poly" && degreeOf(curve.coefficients) <= 1;

/** Root mean square of the distances of the points from the curve, in units of y; null without points. */
export function deviationOf(calibration: Calibration): number | null {
  const points = pointsOf(calibration);
  if (points.length === 0) return null;
  const { curve_data_: curve } = calibration;
  const squares = points.map(({ x, y }) => (y - valueAt(curve, x)) ** 2);
  return Math.sqrt(squares.reduce((sum, one) => sum + one, 0) / squares.length);
}
