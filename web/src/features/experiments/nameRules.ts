import { text } from "../../texts";

const FORBIDDEN = [..."#$%+/\\"];
const LONGEST = 199;

/** Why a name cannot be an experiment's, in words; null if it can. Same rules as the leader's. */
export function nameProblem(name: string, existing: readonly string[]): string | null {
  const t = text.pages.create;
  const bare = name.trim();
  if (bare === "") return t.empty;
  if (bare.length > LONGEST) return t.tooLong(bare.length);
  if (bare.toLowerCase() === "current") return t.current;
  if (bare.startsWith("_testing")) return t.testing;
  const found = FORBIDDEN.filter((sign) => bare.includes(sign));
  if (found.length > 0) return t.characters(found);
  return existing.includes(bare) ? t.exists : null;
}
