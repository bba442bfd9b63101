/** Colours of the canvas, read from the tokens; they change with the theme. */
export const token = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const DASHES: readonly (readonly number[])[] = [[], [7, 3], [2, 3]];

/** Slot 1 to 12: colour by slot, dash by group of four. */
export const seriesToken = (slot: number): string => `--series-${((slot - 1) % 12) + 1}`;
export const dashOf = (slot: number): number[] => [...(DASHES[Math.floor(((slot - 1) % 12) / 4)] ?? [])];
export const dashOfLine = (line: { slot: number; dash?: readonly number[] }): number[] => (line.dash ? [...line.dash] : dashOf(line.slot));
/** Dashes for what is told apart by them alone. */
export const dashOfGroup = (k: number): readonly number[] => DASHES[k % DASHES.length] ?? [];
/** Of a line, px. */
export const widthOf = (line: { isTruth: boolean }): number => (line.isTruth ? 1.4 : 1.6);
