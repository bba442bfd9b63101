import { useEffect, useRef, useState, type PointerEvent as ReactPointerEvent, type RefObject } from "react";

import { boxOf, touched, type Box } from "./moves";

/** A pointer that moved less than this has pressed, not drawn. */
const SLACK_PX = 6;

interface BandOf {
  /** The frame as it is drawn, in the window; null while there is none. */
  box: Box | null;
  onPointerDown: (event: ReactPointerEvent) => void;
  /** Whether the press that has just ended was a frame: then it is no press of a well. */
  wasDrawn: () => boolean;
}

/** A frame drawn with the mouse around wells. Fingers scroll; they have the press of single wells. */
export function useBand(plate: RefObject<HTMLElement | null>, selected: ReadonlySet<string>, onSelect: (units: ReadonlySet<string>) => void): BandOf {
  const [box, setBox] = useState<Box | null>(null);
  const drawn = useRef(false);
  const latest = useRef(onSelect);
  const end = useRef<(() => void) | null>(null);
  useEffect(() => {
    latest.current = onSelect;
  });
  useEffect(() => () => end.current?.(), []);
  const onPointerDown = (down: ReactPointerEvent): void => {
    drawn.current = false;
    if (down.button !== 0 || down.pointerType === "touch" || down.shiftKey) return;
    const before = down.ctrlKey || down.metaKey ? [...selected] : [];
    const [x, y] = [down.clientX, down.clientY];
    const boxAt = (event: PointerEvent): Box => boxOf(x, y, event.clientX, event.clientY);
    const onMove = (event: PointerEvent): void => {
      if (!drawn.current && Math.hypot(event.clientX - x, event.clientY - y) < SLACK_PX) return;
      drawn.current = true;
      event.preventDefault();
      getSelection()?.removeAllRanges();
      const now = boxAt(event);
      setBox(now);
      latest.current(new Set([...before, ...touched(now, wellsOf(plate.current))]));
    };
    const stop = (): void => {
      removeEventListener("pointermove", onMove);
      removeEventListener("pointerup", stop);
      removeEventListener("pointercancel", stop);
      end.current = null;
      setBox(null);
    };
    end.current?.();
    end.current = stop;
    addEventListener("pointermove", onMove);
    addEventListener("pointerup", stop);
    addEventListener("pointercancel", stop);
  };
  return { box, onPointerDown, wasDrawn: () => drawn.current };
}

const wellsOf = (plate: HTMLElement | null): [string, Box][] => [...(plate?.querySelectorAll<HTMLElement>("[data-well]") ?? [])].map((well) => [well.dataset.well ?? "", well.getBoundingClientRect()]);
