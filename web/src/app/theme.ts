import { useSyncExternalStore } from "react";

export type Theme = "system" | "light" | "dark";

const CHOICES: readonly Theme[] = ["system", "light", "dark"];
const listeners = new Set<() => void>();
const system = matchMedia("(prefers-color-scheme: dark)");

function read(): Theme {
  try {
    const stored = localStorage.getItem("theme");
    return CHOICES.find((c) => c === stored) ?? "system";
  } catch {
    return "system";
  }
}

let choice = read();

function apply(): void {
  document.documentElement.dataset.theme = choice === "dark" || (choice === "system" && system.matches) ? "dark" : "light";
  for (const run of listeners) run();
}
system.addEventListener("change", apply);

/** Light, dark, or as the system says; the choice stays in this browser. */
export function nextTheme(): void {
  choice = CHOICES[(CHOICES.indexOf(choice) + 1) % CHOICES.length] ?? "system";
  try {
    localStorage.setItem("theme", choice);
  } catch {
    // A browser that forbids storage keeps the choice for this page only.
  }
  apply();
}

const listen = (run: () => void): (() => void) => {
  listeners.add(run);
  return () => listeners.delete(run);
};

export const useThemeChoice = (): Theme => useSyncExternalStore(listen, () => choice);
/** The theme on screen; canvases repaint when it changes. */
export const useShownTheme = (): string => useSyncExternalStore(listen, () => document.documentElement.dataset.theme ?? "light");
