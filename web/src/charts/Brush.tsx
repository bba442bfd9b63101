import { useEffect, useRef } from "react";

import { text } from "../texts";
import { token } from "./colours";
import type { LineSource, PlotLine } from "./lines";
import { binWidth } from "./levels";
import { rightRoom, Y_ROOM } from "./room";
import { endsOf, fixedText, SHORTEST_S, type Span } from "./span";
import { onChartTick } from "./ticker";

interface Props {
  /** The lines of all data. */
  source: LineSource;
  startS: number;
  nowS: () => number;
  span: Span;
  onSpan: (text: string) => void;
  theme: string;
  hidden: ReadonlySet<string>;
}

const LEFT = Y_ROOM, TOP = 2, HEIGHT = 28, HANDLE = 6, HIT = 12;
const POINTS = 600;
export const ALL: Span = { kind: "follow", preset: "all", seconds: null };

/** The lines on their ground, drawn once for as long as nothing but the window changes. */
interface Ground {
  key: string;
  source: LineSource;
  canvas: HTMLCanvasElement;
}

/** 28 px overview of all data with the window of the charts; drag it or its handles, double press shows all. */
export function Brush(p: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const ground = useRef<Ground | null>(null);
  const drag = useRef<{ part: "a" | "b" | "all"; x: number; ends: [number, number] } | null>(null);
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const draw = (): void => {
      ground.current = paint(element, p, ground.current);
    };
    draw();
    return onChartTick(element, draw);
  }, [p]);

  const whole = (): [number, number] => endsOf(ALL, p.startS, p.nowS());
  const perPixel = (): number => (whole()[1] - whole()[0]) / Math.max(1, (canvas.current?.clientWidth ?? 1) - LEFT - rightRoom(canvas.current?.clientWidth ?? 0));
  const down = (event: React.PointerEvent): void => {
    const box = event.currentTarget.getBoundingClientRect();
    const ends = endsOf(p.span, p.startS, p.nowS());
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
    const [first, now] = whole();
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

function paint(element: HTMLCanvasElement, p: Props, before: Ground | null): Ground | null {
  const ratio = devicePixelRatio || 1;
  const width = element.clientWidth;
  const ctx = element.getContext("2d");
  if (width === 0 || !ctx) return before;
  const [wide, high] = [Math.round(width * ratio), (HEIGHT + 2 * TOP) * ratio];
  if (element.width !== wide || element.height !== high) [element.width, element.height] = [wide, high];
  const ends = endsOf(ALL, p.startS, p.nowS());
  const room = width - LEFT - rightRoom(width);
  const key = [p.source.version(), wide, ratio, p.theme, [...p.hidden].join(), Math.round((ends[1] - ends[0]) / (60 * Math.ceil((ends[1] - ends[0]) / room / 60)))].join("|");
  const ground = before?.key === key && before.source === p.source ? before : groundOf(key, p, ends, { width, wide, high, ratio });
  const x = (t: number): number => LEFT + ((t - ends[0]) / (ends[1] - ends[0])) * room;
  ctx.setTransform(1, 0, 0, 1, 0, 0);
  ctx.clearRect(0, 0, wide, high);
  ctx.drawImage(ground.canvas, 0, 0);
  ctx.scale(ratio, ratio);
  const [from, to] = endsOf(p.span, p.startS, p.nowS()).map((t) => Math.min(LEFT + room, Math.max(LEFT, x(t)))) as [number, number];
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
  return ground;
}

interface Size {
  width: number;
  wide: number;
  high: number;
  ratio: number;
}

function groundOf(key: string, p: Props, ends: readonly [number, number], { width, wide, high, ratio }: Size): Ground {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [wide, high];
  const ctx = canvas.getContext("2d");
  const made = { key, source: p.source, canvas };
  if (!ctx) return made;
  const room = width - LEFT - rightRoom(width);
  ctx.scale(ratio, ratio);
  ctx.fillStyle = token("--sunken");
  ctx.beginPath();
  ctx.roundRect(LEFT, TOP, room, HEIGHT, 4);
  ctx.fill();
  ctx.clip();
  strokeLines(ctx, p.source.lines().filter((line) => !p.hidden.has(line.group) && !line.isTruth), binWidth(((ends[1] - ends[0]) * 1000) / POINTS), (t) => LEFT + ((t - ends[0]) / (ends[1] - ends[0])) * room);
  return made;
}

function strokeLines(ctx: CanvasRenderingContext2D, lines: readonly PlotLine[], stepMs: number, x: (t: number) => number): void {
  const all = lines.map((line) => line.levels.of(stepMs));
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { last } of all) for (const y of last) [low, high] = [Math.min(low, y), Math.max(high, y)];
  if (!(high > low)) return;
  ctx.strokeStyle = token("--plot-axis");
  ctx.globalAlpha = 0.75;
  ctx.lineWidth = 1;
  for (const { to, last } of all) {
    ctx.beginPath();
    for (let k = 0; k < last.length; k++) ctx.lineTo(x((to[k] as number) / 1000), TOP + HEIGHT - 3 - (((last[k] as number) - low) / (high - low)) * (HEIGHT - 6));
    ctx.stroke();
  }
}
