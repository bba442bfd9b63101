import { useSyncExternalStore } from "react";

import { text } from "../../texts";

const NAME = "person";
const listeners = new Set<() => void>();

function read(): string {
  try {
    return localStorage.getItem(NAME) ?? "";
  } catch {
    return "";
  }
}

let name = read();

/** Who looks after things at this browser, for others to read; without a name, the page itself. */
export const nameNow = (): string => name.trim() || text.alarms.nobody;

export function setPerson(next: string): void {
  name = next.slice(0, 100);
  try {
    localStorage.setItem(NAME, name);
  } catch {
    // A browser that forbids storage keeps the name for this page only.
  }
  for (const run of listeners) run();
}

const listen = (run: () => void): (() => void) => {
  listeners.add(run);
  return () => listeners.delete(run);
};

export const usePerson = (): string => useSyncExternalStore(listen, () => name);
