import { leader } from "../../texts/leader";
import type { Verdict } from "../jobs/actionStore";

const t = leader.letters;

/** What became of messages that were read once more: how many were stored, and those that are still not understood. */
export interface Replayed {
  stored: number;
  refused: readonly { id: number; topic: string; reason: string }[];
}

/** The outcome in words, or, where nothing could be stored, why and what helps. */
export function storedVerdict({ stored, refused }: Replayed): string | Verdict {
  if (stored === 0 && refused.length > 0) return { kind: "refused", cause: t.notStored(refused.length), remedy: t.notStoredRemedy };
  return t.stored(stored, refused.length);
}

/** A payload as people read it: JSON is set out in lines, everything else stays as it came. */
export function readable(payload: string): string {
  if (!/^\s*[[{]/.test(payload)) return payload;
  try {
    return JSON.stringify(JSON.parse(payload), null, 2);
  } catch {
    return payload;
  }
}
