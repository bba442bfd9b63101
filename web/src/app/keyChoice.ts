import { useSyncExternalStore } from "react";

const NAME = "letter-keys";
const listeners = new Set<() => void>();

function read(): boolean {
  try {
    return localStorage.getItem(NAME) !== "off";
  } catch {
    return true;
  }
}

let isOn = read();

export const hasLetterKeys = (): boolean => isOn;

/** Keys of one letter can be switched off, for speech input and unsteady hands; the choice stays in this browser. */
export function setLetterKeys(on: boolean): void {
  isOn = on;
  try {
    localStorage.setItem(NAME, on ? "on" : "off");
  } catch {
    // A browser that forbids storage keeps the choice for this page only.
  }
  for (const run of listeners) run();
}

const listen = (run: () => void): (() => void) => {
  listeners.add(run);
  return () => listeners.delete(run);
};

export const useLetterKeys = (): boolean => useSyncExternalStore(listen, hasLetterKeys);
