import { useSyncExternalStore } from "react";

export interface KeptChoice<T> {
  set: (next: T) => void;
  use: () => T;
}

/** A choice that stays in this browser. `parse` gets what is kept, null for nothing, and never fails. */
export function keptChoice<T>(name: string, parse: (text: string | null) => T): KeptChoice<T> {
  const listeners = new Set<() => void>();
  let present: { value: T } | null = null;
  const read = (): string | null => {
    try {
      return localStorage.getItem(name);
    } catch {
      return null;
    }
  };
  const now = (): T => (present ??= { value: parse(read()) }).value;
  const listen = (run: () => void): (() => void) => {
    listeners.add(run);
    return () => listeners.delete(run);
  };
  const set = (next: T): void => {
    present = { value: next };
    try {
      localStorage.setItem(name, JSON.stringify(next));
    } catch {
      // A browser that forbids storage keeps the choice for this page only.
    }
    for (const run of listeners) run();
  };
  return { set, use: () => useSyncExternalStore(listen, now) };
}
