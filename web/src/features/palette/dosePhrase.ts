import { parseAmount, type Liquid } from "../dosing/doseModel";

const VERBS: Record<string, Liquid> = { dose: "media", media: "media", add: "media", alt: "alt_media", waste: "waste" };

/** What `dose WT 2 0.5 mL` means: the rest of the words name the unit. */
export interface DosePhrase {
  liquid: Liquid;
  unit: string;
  /** As typed, for the field of the dose panel. */
  typed: string;
}

/** Null for anything else; a dose needs a verb and an amount with its unit, so that a unit's own number is none. */
export function dosePhrase(text: string): DosePhrase | null {
  const found = /^(\p{L}+)\s+(.*?)\s*([\d.,]+\s*(?:ml|ul|µl|μl|l))$/iu.exec(text.trim());
  const liquid = VERBS[found?.[1]?.toLowerCase() ?? ""];
  const typed = found?.[3] ?? "";
  return liquid && found?.[2] && parseAmount(typed, "volume") !== null ? { liquid, unit: found[2], typed } : null;
}
