/** What the wells show: the value in large, the line below it, and the scale of all lines. */
export type Reading = "od" | "growth" | "temperature" | "volume";
export const READINGS: readonly Reading[] = ["od", "growth", "temperature", "volume"];
export const readingOf = (word: string | null | undefined): Reading | null => READINGS.find((one) => one === word) ?? null;
