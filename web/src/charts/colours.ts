/** Colours of the canvas, read from the tokens; they change with the theme. */
export const token = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const DASHES: readonly (readonly number[])[] = [[], [7, 3], [2, 3]];

/** Slot 1 to 12: colour by slot, dash by group of four. */
export const seriesToken = (slot: number): string => `--series-${((slot - 1) % 12) + 1}`;
export const dashOf = (slot: number): number[] => [...(DASHES[Math.floor(((slot - 1) % 12) / 4)] ?? [])];
