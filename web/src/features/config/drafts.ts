import { useSyncExternalStore } from "react";

/** What somebody has changed and not saved, by file; it outlives a look at another page. */
const drafts = new Map<string, string>();
const listeners = new Set<() => void>();

const onChange = (run: () => void): (() => void) => {
  listeners.add(run);
  return () => listeners.delete(run);
};

const beforeLeaving = (event: BeforeUnloadEvent): void => event.preventDefault();

export function setDraft(file: string, text: string | null): void {
  if (text === null) drafts.delete(file);
  else drafts.set(file, text);
  if (drafts.size > 0) addEventListener("beforeunload", beforeLeaving);
  else removeEventListener("beforeunload", beforeLeaving);
  for (const run of listeners) run();
}

/** The changed text of a file; null while nobody has changed it. */
export const useDraft = (file: string): string | null => useSyncExternalStore(onChange, () => drafts.get(file) ?? null);
