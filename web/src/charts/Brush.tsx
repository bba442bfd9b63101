import { useEffect, useRef } from "react";

import { clock } from "../live";
import { text } from "../texts";
import { token } from "./colours";
import { linesOf, useHistory } from "./history";
import { rightRoom as rightOf } from "./Lane";
import { Y_ROOM } from "./room";
import { endsOf, fixedText, SHORTEST_S, type Span } from "./span";
import type { Table } from "./tails";
import { onChartTick } from "./ticker";
import type { ShownUnit } from "./view";

interface Props {
  experiment: string;
  table: Table;
  unit: string | null;
  units: readonly ShownUnit[];
  startS: number;
  span: Span;
  onSpan: (text: string) => void;
  theme: string;
  hidden: ReadonlySet<string>;
}

const LEFT = Y_ROOM, TOP = 2, HEIGHT = 28, HANDLE = 6, HIT = 12;
const ALL: Span = { kind: "follow", preset: "all", seconds: null };

/** 28 px overview of all data with the window of the charts; drag it or its handles, double press shows all. */
export function Brush(p: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const drag = useRef<{ part: "a" | "b" | "all"; x: number; ends: [number, number] } | null>(null);
  const history = useHistory({ experiment: p.experiment, table: p.table, unit: p.unit, span: ALL, startS: p.startS });
  const { data } = history;
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const draw = (): void => paint(element, p, linesOf(p.experiment, p.table, p.unit, data));
    draw();
    return onChartTick(element, draw);
  }, [p, data]);

  const whole = (): [number, number] => endsOf(ALL, p.startS);
  const perPixel = (): number => (whole()[1] - whole()[0]) / Math.max(1, (canvas.current?.clientWidth ?? 1) - LEFT - rightOf(canvas.current?.clientWidth ?? 0));
  const down = (event: React.PointerEvent): void => {
    const box = event.currentTarget.getBoundingClientRect();
    const ends = endsOf(p.span, p.startS);
    const xOf = (t: number): number => LEFT + (t - whole()[0]) / perPixel();
    const x = event.clientX - box.left;
    const part = Math.abs(x - xOf(ends[0])) < HIT ? "a" : Math.abs(x - xOf(ends[1])) < HIT ? "b" : "all";
    drag.current = { part, x: event.clientX, ends };
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const move = (event: React.PointerEvent): void => {
    const d = drag.current;
    if (!d || Math.abs(event.clientX - d.x) < 2) return;
    const shift = (event.clientX - d.x) * perPixel();
    const [first, now] = [whole()[0], clock.nowMs() / 1000];
    const clamp = (t: number): number => Math.min(now, Math.max(first, t));
    if (d.part === "a") p.onSpan(fixedText(Math.min(clamp(d.ends[0] + shift), d.ends[1] - SHORTEST_S), d.ends[1]));
    else if (d.part === "b") p.onSpan(fixedText(d.ends[0], Math.max(clamp(d.ends[1] + shift), d.ends[0] + SHORTEST_S)));
    else {
      const a = Math.min(Math.max(first, d.ends[0] + shift), now - (d.ends[1] - d.ends[0]));
      p.onSpan(fixedText(a, a + d.ends[1] - d.ends[0]));
    }
  };
  return (
    <div className="plot" style={{ paddingTop: 0 }}>
      <canvas
        ref={canvas}
        className="brush"
        role="img"
        aria-label={text.pages.chart.brush}
        onPointerDown={down}
        onPointerMove={move}
        onPointerUp={() => (drag.current = null)}
        onPointerCancel={() => (drag.current = null)}
        onDoubleClick={() => p.onSpan("all")}
      />
    </div>
  );
}

function paint(element: HTMLCanvasElement, p: Props, lines: ReturnType<typeof linesOf>): void {
  const ratio = devicePixelRatio || 1;
  const width = element.clientWidth;
  if (width === 0) return;
  element.width = width * ratio;
  element.height = (HEIGHT + 2 * TOP) * ratio;
  const ctx = element.getContext("2d");
  if (!ctx) return;
  ctx.scale(ratio, ratio);
  const [a, b] = endsOf(ALL, p.startS);
  const right = rightOf(width);
  const room = width - LEFT - right;
  const x = (t: number): number => LEFT + ((t - a) / (b - a)) * room;
  ctx.fillStyle = token("--sunken");
  ctx.beginPath();
  ctx.roundRect(LEFT, TOP, room, HEIGHT, 4);
  ctx.fill();
  ctx.save();
  ctx.clip();
  strokeLines(ctx, lines.filter((line) => !p.hidden.has(line.unit)), x);
  ctx.restore();
  const [from, to] = endsOf(p.span, p.startS).map((t) => Math.min(width - right, Math.max(LEFT, x(t)))) as [number, number];
  ctx.fillStyle = token("--plot-band");
  ctx.fillRect(from, TOP, to - from, HEIGHT);
  ctx.strokeStyle = ctx.fillStyle = token("--accent");
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  ctx.roundRect(from, TOP, Math.max(2, to - from), HEIGHT, 4);
  ctx.stroke();
  for (const edge of [from, to]) {
    ctx.beginPath();
    ctx.roundRect(edge - HANDLE / 2, TOP + 7, HANDLE, 14, 3);
    ctx.fill();
  }
}

function strokeLines(ctx: CanvasRenderingContext2D, lines: ReturnType<typeof linesOf>, x: (t: number) => number): void {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const line of lines)
    for (const y of line.y) if (y !== null) [low, high] = [Math.min(low, y), Math.max(high, y)];
  if (!(high > low)) return;
  ctx.strokeStyle = token("--plot-axis");
  ctx.globalAlpha = 0.75;
  ctx.lineWidth = 1;
  for (const line of lines) {
    ctx.beginPath();
    const stride = Math.max(1, Math.floor(line.t.length / 600));
    for (let k = 0; k < line.t.length; k += stride) {
      const y = line.y[k];
      if (y !== null && y !== undefined) ctx.lineTo(x((line.t[k] ?? 0) / 1000), TOP + HEIGHT - 3 - ((y - low) / (high - low)) * (HEIGHT - 6));
    }
    ctx.stroke();
  }
  ctx.globalAlpha = 1;
}
