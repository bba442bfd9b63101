import { compareKeys } from "../../ui/tableSort";

/** A unit and the group that its well belongs to: its experiment. */
export interface Spot {
  unit: string;
  group: string;
}

/** Wells in reading order, `columns` of them in a row; null is an empty place. */
export interface Arrangement {
  columns: number;
  places: readonly (string | null)[];
}

/** An arrangement that somebody has made and named. */
export interface Layout extends Arrangement {
  name: string;
}

/** Wells in a row that a person can choose; 12 as on a plate of 96. */
export const COLUMNS = [3, 4, 6, 8, 12] as const;
const MOST_COLUMNS = 12;

/** Wells in a row where nobody has chosen: a little wider than high, as a bench is. */
export const usualColumns = (count: number): number => COLUMNS.find((columns) => Math.ceil(count / columns) <= Math.ceil(columns * 0.7)) ?? MOST_COLUMNS;

export const rowName = (row: number): string => (row < 26 ? "" : rowName(Math.floor(row / 26) - 1)) + String.fromCodePoint(65 + (row % 26));
/** `A1`, as on a plate. */
export const placeName = (index: number, columns: number): string => `${rowName(Math.floor(index / columns))}${(index % columns) + 1}`;

/** The order of units as people count: worker2 before worker10. */
export const inOrder = (units: readonly string[]): string[] => units.toSorted((a, b) => compareKeys(a, b));

/** Every group a block of columns of its own, side by side, so that each stands under its name; a single one fills the plate. */
export function automatic(spots: readonly Spot[], columns: number): Arrangement {
  const groups = [...new Set(spots.map((spot) => spot.group))].map((group) => inOrder(spots.filter((spot) => spot.group === group).map((spot) => spot.unit)));
  if (groups.length < 2) return { columns, places: padded(groups[0] ?? [], columns) };
  const widthsAt = (rows: number): number[] => groups.map((units) => Math.ceil(units.length / rows));
  const most = Math.max(columns, groups.length);
  let rows = Math.max(1, Math.ceil(spots.length / columns));
  while (total(widthsAt(rows)) > most) rows++;
  const widths = widthsAt(rows);
  const lines = Array.from({ length: rows }, (_, row) => groups.flatMap((units, k) => padded(units.slice(row * (widths[k] as number), (row + 1) * (widths[k] as number)), widths[k] as number, true)));
  return { columns: total(widths), places: lines.flat() };
}

const total = (numbers: readonly number[]): number => numbers.reduce((sum, n) => sum + n, 0);

/** Filled up to whole rows; with `isOne` to one row also where there is nothing. */
function padded(units: readonly (string | null)[], columns: number, isOne = false): (string | null)[] {
  const length = Math.max(isOne ? columns : 0, Math.ceil(units.length / columns) * columns);
  return [...units, ...Array.from({ length: length - units.length }, () => null)];
}

/** A layout with the units that there are: who is gone leaves an empty place, who is new comes after the last one. */
export function placed(layout: Arrangement, units: readonly string[]): Arrangement {
  const known = layout.places.map((unit) => (unit !== null && units.includes(unit) ? unit : null));
  const fresh = inOrder(units.filter((unit) => !known.includes(unit)));
  return { columns: layout.columns, places: padded([...trimmed(known), ...fresh], layout.columns) };
}

function trimmed(places: readonly (string | null)[]): (string | null)[] {
  return places.slice(0, places.findLastIndex((unit) => unit !== null) + 1);
}

/** The wells of an arrangement in rows of another length, in reading order without empty places: what a phone shows. */
export const inRowsOf = (arrangement: Arrangement, columns: number): Arrangement => ({ columns, places: padded(arrangement.places.filter((unit) => unit !== null), columns) });

/** What stands at two places, exchanged. A place below the last row makes a row. */
export function swapped(arrangement: Arrangement, from: number, to: number): Arrangement {
  const { columns } = arrangement;
  const places = padded([...arrangement.places, ...Array.from({ length: Math.max(0, Math.max(from, to) + 1 - arrangement.places.length) }, () => null)], columns);
  [places[from], places[to]] = [places[to] ?? null, places[from] ?? null];
  return { columns, places: padded(trimmed(places), columns) };
}

/** The same wells with another number in a row; each keeps its row and column where the new width has it. */
export function withColumns(arrangement: Arrangement, columns: number): Arrangement {
  const before = arrangement.columns;
  const rows = Math.ceil(arrangement.places.length / before);
  const kept: (string | null)[] = Array.from({ length: rows * columns }, () => null);
  const left: string[] = [];
  arrangement.places.forEach((unit, index) => {
    const column = index % before;
    if (unit === null) return;
    if (column < columns) kept[Math.floor(index / before) * columns + column] = unit;
    else left.push(unit);
  });
  return { columns, places: padded([...trimmed(kept), ...left], columns) };
}

/** A name over columns that all belong to one group. */
export interface Bracket {
  /** First column, from 0, and how many. */
  from: number;
  span: number;
  /** Null: the columns hold units of several groups, or none. */
  group: string | null;
}

/** Names over the columns; empty while there is only one group to name. */
export function bracketsOf({ columns, places }: Arrangement, groupOf: ReadonlyMap<string, string>): Bracket[] {
  if (new Set(groupOf.values()).size < 2) return [];
  const brackets: Bracket[] = [];
  for (let column = 0; column < columns; column++) {
    const found = new Set(places.flatMap((unit, index) => (unit !== null && index % columns === column ? [groupOf.get(unit) ?? null] : [])));
    const group = found.size === 1 ? ([...found][0] ?? null) : null;
    const before = brackets.at(-1);
    if (before && before.group === group) before.span += 1;
    else brackets.push({ from: column, span: 1, group });
  }
  return brackets;
}
