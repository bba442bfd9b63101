import { useEffect } from "react";

import { moved, zoomed } from "./span";
import type { ChartView } from "./view";

interface Room {
  startS: number;
  nowS: () => number;
  onSpan: (text: string) => void;
}

/** Ctrl or pinch zooms, Shift or sideways moves; the plain wheel scrolls the page. */
export function useWheel(host: React.RefObject<HTMLDivElement | null>, view: React.RefObject<ChartView | null>, { startS, nowS, onSpan }: Room): void {
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const onWheel = (event: WheelEvent): void => {
      const plot = view.current?.plot;
      if (!plot) return;
      const isSideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
      if (!event.ctrlKey && !event.metaKey && !isSideways) return;
      event.preventDefault();
      const ends = view.current?.ends() ?? [0, 1];
      if (isSideways) onSpan(moved(ends, Math.sign(event.deltaX || event.deltaY) * 0.1, startS, nowS()));
      else onSpan(zoomed(ends, event.deltaY > 0 ? 1.25 : 0.8, plot.posToVal(plot.cursor.left ?? 0, "x"), startS, nowS()));
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, [host, view, startS, nowS, onSpan]);
}
