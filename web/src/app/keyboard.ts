import { useEffect } from "react";

import { hasLetterKeys } from "./keyChoice";
import { href, navigate } from "./router";

interface Actions {
  onStopAll: (isAtOnce: boolean) => void;
  onKeys: () => void;
  onPalette: () => void;
  onNote: () => void;
  onWindow: (preset: string) => void;
  /** Acknowledges the worst alarm. */
  onAcknowledge: () => void;
}

const GO: Record<string, string> = { o: "/", u: "/units", p: "/plate", a: "/alarms", e: "/events", c: "/charts", v: "/compare", x: "/export", i: "/inventory", m: "/upgrades", f: "/config", l: "/leader" };
const WINDOWS: Record<string, string> = { "1": "1h", "2": "6h", "3": "24h", "4": "all" };
const AGAIN_MS = 2000;
const CHORD_MS = 1200;

const isTyping = (target: EventTarget | null): boolean => target instanceof HTMLElement && (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName));

/** Single letters count outside inputs and dialogs only, unless switched off; Shift Esc counts everywhere. */
export function useKeyboard({ onStopAll, onKeys, onPalette, onNote, onWindow, onAcknowledge }: Actions): void {
  useEffect(() => {
    let chordAt = Number.NEGATIVE_INFINITY;
    let stopAt = Number.NEGATIVE_INFINITY;
    const onKey = (event: KeyboardEvent): void => {
      const now = performance.now();
      if (event.key === "Escape" && event.shiftKey) {
        event.preventDefault();
        onStopAll(now - stopAt < AGAIN_MS);
        stopAt = now;
        return;
      }
      if ((event.ctrlKey || event.metaKey) && event.key === "/" && !document.querySelector("[role=dialog]")) {
        event.preventDefault();
        onKeys();
        return;
      }
      if ((event.ctrlKey || event.metaKey) && event.key === "k" && !document.querySelector("[role=dialog]")) {
        event.preventDefault();
        onPalette();
        return;
      }
      if (!hasLetterKeys()) return;
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector("[role=dialog]")) return;
      const isChord = now - chordAt < CHORD_MS;
      chordAt = event.key === "g" ? now : Number.NEGATIVE_INFINITY;
      const page = isChord ? GO[event.key] : undefined;
      const preset = WINDOWS[event.key];
      if (page) navigate(href(page));
      else if (event.key === "?") onKeys();
      else if (event.key === "/") {
        event.preventDefault();
        onPalette();
      }
      else if (event.key === "n") {
        // The letter itself must not land in the field that gets the focus.
        event.preventDefault();
        onNote();
      } else if (event.key === "d") pressDose(event);
      else if (event.key === "a") onAcknowledge();
      else if (preset) onWindow(preset);
      else if (event.key === "j" || event.key === "k" || event.key === "ArrowDown" || event.key === "ArrowUp") moveInList(event);
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [onStopAll, onKeys, onPalette, onNote, onWindow, onAcknowledge]);
}

/** j and k go through the units or the wells; arrows do so once a unit has the focus, wells have their own. */
function moveInList(event: KeyboardEvent): void {
  const rows = [...document.querySelectorAll<HTMLElement>("a.urow, [data-well]")];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  const isArrow = event.key.startsWith("Arrow");
  if (rows.length === 0 || (isArrow && at < 0)) return;
  event.preventDefault();
  const step = event.key === "j" || event.key === "ArrowDown" ? 1 : -1;
  rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + step))]?.focus();
}

/** Opens the dose panel of the unit that is open. */
function pressDose(event: KeyboardEvent): void {
  const button = document.querySelector<HTMLElement>("[data-dose-open]");
  if (!button) return;
  event.preventDefault();
  button.click();
}
