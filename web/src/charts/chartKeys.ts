import { moved, zoomed } from "./span";
import type { ChartView } from "./view";

interface Tools {
  startS: number;
  nowS: number;
  onSpan: (text: string) => void;
  /** Null where this chart has no selections. */
  onSelect: ((a: number, b: number) => void) | null;
  onClear: (() => void) | null;
  onTable: () => void;
  onLog: (() => void) | null;
  /** Where a selection by keys began, in seconds of the axis. */
  anchor: { current: number | null };
}

const ZOOM = 0.6;
/** A press of an arrow moves the cursor by such a part of the plot. */
const STEPS = 80;

/** The keys of one chart. Returns whether the key meant something. */
export function pressChartKey(event: React.KeyboardEvent, view: ChartView, o: Tools): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const ends = view.ends();
  const { plot } = view;
  const left = plot?.cursor.left ?? -1;
  const at = plot && left >= 0 ? plot.posToVal(left, "x") : (ends[0] + ends[1]) / 2;
  switch (event.key) {
    case "ArrowLeft":
    case "ArrowRight": {
      if (!plot) return false;
      const width = plot.over.clientWidth;
      const from = left < 0 ? (event.key === "ArrowLeft" ? width : width / 2) : left;
      const to = Math.min(width, Math.max(0, from + (event.key === "ArrowRight" ? 1 : -1) * Math.max(2, width / STEPS)));
      plot.setCursor({ left: to, top: 10 });
      if (!event.shiftKey || !o.onSelect) o.anchor.current = null;
      else {
        o.anchor.current ??= plot.posToVal(from, "x");
        o.onSelect(o.anchor.current, plot.posToVal(to, "x"));
      }
      return true;
    }
    case "Escape":
      if (!o.onClear || event.shiftKey) return false;
      o.anchor.current = null;
      o.onClear();
      return true;
    case "+":
    case "=":
      o.onSpan(zoomed(ends, ZOOM, at, o.startS, o.nowS));
      return true;
    case "-":
    case "−":
      o.onSpan(zoomed(ends, 1 / ZOOM, at, o.startS, o.nowS));
      return true;
    case "0":
      o.onSpan("all");
      return true;
    case "[":
    case "]":
      o.onSpan(moved(ends, event.key === "[" ? -0.5 : 0.5, o.startS, o.nowS));
      return true;
    case "t":
      o.onTable();
      return true;
    case "l":
      o.onLog?.();
      return o.onLog !== null;
    default:
      return false;
  }
}
