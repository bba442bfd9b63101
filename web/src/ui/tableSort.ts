export type SortKey = string | number | null;

/** Reads the sort of a table from an address: `od`, or `-od` for the other way round. */
export const sortOf = (sort: string): { by: string; isDown: boolean } => ({ by: sort.replace(/^-/, ""), isDown: sort.startsWith("-") });

/** Numbers by size, words as people count ("worker2" before "worker10"), what nobody knows before everything else. */
export function compareKeys(a: SortKey, b: SortKey): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  return typeof a === "string" && typeof b === "string" ? a.localeCompare(b, undefined, { numeric: true }) : Number(a) - Number(b);
}
