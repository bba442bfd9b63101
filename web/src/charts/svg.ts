import { timeLabels, timeSplits, type TimeScale } from "./axes";
import type { Aligned } from "./align";
import type { Band } from "./bands";
import { yLabels, yValues } from "./yAxis";

export interface SvgLine {
  label: string;
  colour: string;
  dash: readonly number[];
  width: number;
}

export interface SvgChart {
  title: string;
  unitText: string;
  /** Of the plot without title and legend, px. */
  width: number;
  height: number;
  /** Times in seconds, then a column per line; what `gridOf` gives. */
  data: Aligned;
  lines: readonly SvgLine[];
  isStepped: boolean;
  isLog: boolean;
  x: readonly [number, number];
  y: readonly [number, number];
  scale: TimeScale;
  startS: number;
  band: Band | null;
  /** Times in seconds with the interval that the source states around the only line. */
  interval: readonly (readonly [number, number, number])[] | null;
  selection: readonly [number, number] | null;
  colours: { ground: string; ink: string; quiet: string; grid: string; band: string; grey: string };
  font: string;
}

const LEFT = 58, RIGHT = 16, TOP = 8, BOTTOM = 28, TITLE = 34, LEGEND_ROW = 20, LETTER = 6.7;

const escaped = (words: string): string => words.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
const short = (n: number): string => String(Math.round(n * 100) / 100);

/** Places of the names of the lines, in rows that are not wider than the picture. */
function legendOf(lines: readonly SvgLine[], width: number): { places: { x: number; row: number }[]; rows: number } {
  let [x, row] = [LEFT, 0];
  const places = lines.map((line) => {
    const room = 30 + line.label.length * LETTER + 16;
    if (x + room > width - RIGHT && x > LEFT) [x, row] = [LEFT, row + 1];
    const place = { x, row };
    x += room;
    return place;
  });
  return { places, rows: lines.length > 0 ? row + 1 : 0 };
}

/** The path of one column; a `null` breaks it, a hole does not. */
export function pathOf(times: readonly number[], column: readonly (number | null | undefined)[], xOf: (t: number) => number, yOf: (y: number) => number, isStepped: boolean): string {
  let path = "";
  let isOpen = false;
  let before = 0;
  for (let k = 0; k < times.length; k++) {
    const y = column[k];
    if (y === null) isOpen = false;
    if (y === null || y === undefined) continue;
    const [px, py] = [xOf(times[k] as number), yOf(y)];
    if (!Number.isFinite(py)) {
      isOpen = false;
      continue;
    }
    path += isOpen ? (isStepped ? `L${short(px)} ${short(before)}L${short(px)} ${short(py)}` : `L${short(px)} ${short(py)}`) : `M${short(px)} ${short(py)}`;
    isOpen = true;
    before = py;
  }
  return path;
}

/** Along the upper ends of an interval, and back along the lower ones. */
const areaOf = (points: readonly (readonly [number, number, number])[], xOf: (t: number) => number, yOf: (y: number) => number): string =>
  [...points.map(([t, , high]) => `${short(xOf(t))},${short(yOf(high))}`), ...points.toReversed().map(([t, low]) => `${short(xOf(t))},${short(yOf(low))}`)].join(" ");

/** The chart as a vector drawing: title, legend, axes, band, selection and lines, each a shape of its own. */
export function svgOf(c: SvgChart): string {
  const { colours } = c;
  const legend = legendOf(c.lines, c.width);
  const head = TITLE + legend.rows * LEGEND_ROW;
  const height = head + c.height;
  const [left, right, top, bottom] = [LEFT, c.width - RIGHT, head + TOP, height - BOTTOM];
  const along = (v: number): number => (c.isLog ? Math.log(v) : v);
  const xOf = (t: number): number => left + ((t - c.x[0]) / (c.x[1] - c.x[0])) * (right - left);
  const yOf = (y: number): number => bottom - ((along(y) - along(c.y[0])) / (along(c.y[1]) - along(c.y[0]))) * (bottom - top);
  const clamped = (y: number): number => Math.min(bottom, Math.max(top, y));
  const words = (x: number, y: number, said: string, more = ""): string => `<text x="${short(x)}" y="${short(y)}" ${more}>${escaped(said)}</text>`;
  const times = timeSplits(c.x[0], c.x[1], c.width < 420 ? 4 : 9, c.scale, c.startS);
  const values = yValues(c.y[0], c.y[1], c.isLog, c.height);
  const [timeWords, valueWords] = [timeLabels(times, c.scale, c.startS), yLabels(values, c.isLog)];
  const rect = (x0: number, x1: number, y0: number, y1: number, fill: string, more = ""): string =>
    x1 > x0 && y1 > y0 ? `<rect x="${short(x0)}" y="${short(y0)}" width="${short(x1 - x0)}" height="${short(y1 - y0)}" fill="${fill}" ${more}/>` : "";
  const sample = (line: SvgLine, i: number): string => {
    const { x, row } = legend.places[i] as { x: number; row: number };
    const y = TITLE + row * LEGEND_ROW + 6;
    return `<line x1="${short(x)}" x2="${short(x + 22)}" y1="${y}" y2="${y}" stroke="${line.colour}" stroke-width="2.6" stroke-dasharray="${line.dash.join(" ")}"/>${words(x + 28, y + 4, line.label, `fill="${colours.ink}" font-size="12"`)}`;
  };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${c.width}" height="${height}" viewBox="0 0 ${c.width} ${height}" font-family="${escaped(c.font)}">`,
    `<title>${escaped(c.title)}</title>`,
    `<rect width="${c.width}" height="${height}" fill="${colours.ground}"/>`,
    `<text x="12" y="22" font-size="15" font-weight="600" fill="${colours.ink}">${escaped(c.title)} <tspan font-weight="400" fill="${colours.quiet}">${escaped(c.unitText)}</tspan></text>`,
    `<g>${c.lines.map(sample).join("")}</g>`,
    `<defs><clipPath id="plot"><rect x="${left}" y="${short(top)}" width="${short(right - left)}" height="${short(bottom - top)}"/></clipPath></defs>`,
    c.band ? rect(left, right, clamped(yOf(c.band.high)), clamped(yOf(c.band.low)), colours.band) : "",
    c.selection ? rect(Math.max(left, xOf(c.selection[0])), Math.min(right, xOf(c.selection[1])), top, bottom, colours.grey, 'fill-opacity="0.12"') : "",
    `<g stroke="${colours.grid}" stroke-width="1">${values.map((v) => `<line x1="${left}" x2="${short(right)}" y1="${short(yOf(v))}" y2="${short(yOf(v))}"/>`).join("")}${times.map((t) => `<line x1="${short(xOf(t))}" x2="${short(xOf(t))}" y1="${short(bottom)}" y2="${short(bottom + 4)}"/>`).join("")}</g>`,
    `<g font-size="11" fill="${colours.quiet}">`,
    `<g text-anchor="end">${values.map((v, i) => words(left - 8, yOf(v) + 4, valueWords[i] ?? "")).join("")}</g>`,
    `<g text-anchor="middle">${times.map((t, i) => words(xOf(t), bottom + 18, timeWords[i] ?? "")).join("")}</g>`,
    "</g>",
    `<g clip-path="url(#plot)" fill="none" stroke-linejoin="round" stroke-linecap="round">`,
    c.interval && c.interval.length > 1 ? `<polygon points="${areaOf(c.interval, xOf, yOf)}" fill="${c.lines[0]?.colour ?? colours.ink}" fill-opacity="0.14"/>` : "",
    ...c.lines.map((line, i) => `<path d="${pathOf(c.data[0], c.data[i + 1] ?? [], xOf, yOf, c.isStepped)}" stroke="${line.colour}" stroke-width="${line.width}" stroke-dasharray="${line.dash.join(" ")}"><title>${escaped(line.label)}</title></path>`),
    "</g>",
    "</svg>",
  ].filter(Boolean).join("\n");
}
