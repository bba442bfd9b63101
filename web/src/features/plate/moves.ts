import type { Arrangement } from "./places";

/** A rectangle on the screen, px. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

const STEPS: Record<string, readonly [number, number]> = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

export const isMove = (key: string): boolean => key in STEPS || key === "Home" || key === "End";

/**
 * The place that a key leads to. Without `hasEmpty`, empty places are passed over; where there is nothing in that
 * direction the focus stays. Home and End lead to the ends of the row, with Ctrl to those of the plate.
 */
export function moved({ columns, places }: Arrangement, from: number, key: string, { isCtrl = false, hasEmpty = false } = {}): number {
  const isStop = (index: number): boolean => hasEmpty || places[index] !== null;
  const row = Math.floor(from / columns);
  if (key === "Home" || key === "End") {
    const [first, last] = isCtrl ? [0, places.length - 1] : [row * columns, Math.min(places.length, (row + 1) * columns) - 1];
    const all = Array.from({ length: last - first + 1 }, (_, k) => (key === "Home" ? first + k : last - k));
    return all.find(isStop) ?? from;
  }
  const [down, right] = STEPS[key] ?? [0, 0];
  const rows = Math.ceil(places.length / columns);
  for (let steps = 1; steps < Math.max(rows, columns); steps++) {
    const [r, c] = [row + steps * down, (from % columns) + steps * right];
    if (r < 0 || r >= rows || c < 0 || c >= columns) return from;
    const index = r * columns + c;
    if (index < places.length && isStop(index)) return index;
  }
  return from;
}

/** Units in the rectangle between two places, both included. */
export function rectangle({ columns, places }: Arrangement, a: number, b: number): string[] {
  const [top, bottom] = between(Math.floor(a / columns), Math.floor(b / columns));
  const [left, right] = between(a % columns, b % columns);
  return places.filter((unit, index): unit is string => {
    const [row, column] = [Math.floor(index / columns), index % columns];
    return unit !== null && row >= top && row <= bottom && column >= left && column <= right;
  });
}

const between = (a: number, b: number): [number, number] => [Math.min(a, b), Math.max(a, b)];

/** The box between where a pointer went down and where it is. */
export const boxOf = (x0: number, y0: number, x1: number, y1: number): Box => ({ left: Math.min(x0, x1), top: Math.min(y0, y1), right: Math.max(x0, x1), bottom: Math.max(y0, y1) });

/** Units whose wells a band touches. */
export const touched = (band: Box, wells: readonly (readonly [string, Box])[]): string[] =>
  wells.filter(([, well]) => well.left < band.right && well.right > band.left && well.top < band.bottom && well.bottom > band.top).map(([unit]) => unit);

/** A selection with some units taken in, or out where all of them are in already. */
export function toggled(selected: ReadonlySet<string>, units: readonly string[]): Set<string> {
  const isOut = units.length > 0 && units.every((unit) => selected.has(unit));
  return isOut ? new Set([...selected].filter((unit) => !units.includes(unit))) : new Set([...selected, ...units]);
}

/** A selection as it stands in the address, and back; units that are not there are left out. */
export const selectionText = (selected: ReadonlySet<string>): string => [...selected].join(",");
export const selectionOf = (text: string, units: readonly string[]): Set<string> => new Set(text.split(",").filter((unit) => units.includes(unit)));
