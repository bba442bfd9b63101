import type uPlot from "uplot";

import type { TimeScale } from "./axes";
import type { Aligned } from "./align";
import type { Band } from "./bands";
import { dashOfLine, seriesToken, token, widthOf } from "./colours";
import type { ChartKind } from "./kinds";
import type { PlotLine } from "./lines";
import { between } from "./search";
import { svgOf } from "./svg";

export interface Picture {
  title: string;
  unitText: string;
  plot: uPlot;
  lines: readonly PlotLine[];
  isShown: (line: PlotLine) => boolean;
  kind: ChartKind;
  isLog: boolean;
  scale: TimeScale;
  startS: number;
  band: Band | null;
  selection: readonly [number, number] | null;
}

function save(name: string, blob: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

const fileName = (title: string, kind: string): string => `${title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}.${kind}`;

/** So many points of an interval are enough for a drawing. */
const INTERVAL_POINTS = 1000;

/** What the source states around one line: times in seconds, low and high. */
function intervalOf(line: PlotLine, a: number, b: number): [number, number, number][] {
  const [from, to] = between(line.t, a * 1000, b * 1000);
  const stride = Math.max(1, Math.ceil((to - from) / INTERVAL_POINTS));
  const points: [number, number, number][] = [];
  for (let k = from; k < to; k += stride) {
    const [low, high] = [line.low[k], line.high[k]];
    if (typeof low === "number" && typeof high === "number") points.push([(line.t[k] as number) / 1000, low, high]);
  }
  return points;
}

/** The chart as on screen, as a drawing that stays sharp and can be edited. */
export function drawingOf(p: Picture): string {
  const shown = p.lines.flatMap((line, i) => (p.isShown(line) ? [{ line, column: p.plot.data[i + 1] ?? [] }] : []));
  const { x, y } = p.plot.scales;
  const only = shown[0]?.line;
  return svgOf({
    title: p.title,
    unitText: p.unitText,
    width: p.plot.width,
    height: p.plot.height,
    data: [p.plot.data[0] as number[], ...shown.map(({ column }) => column)] as Aligned,
    lines: shown.map(({ line }) => ({ label: line.label, colour: token(seriesToken(line.slot)), dash: line.isTruth ? [1, 4] : dashOfLine(line), width: widthOf(line) })),
    isStepped: p.kind.isStepped === true,
    interval: p.kind.hasInterval && only && shown.length === 1 ? intervalOf(only, x?.min ?? 0, x?.max ?? 1) : null,
    isLog: p.isLog,
    x: [x?.min ?? 0, x?.max ?? 1],
    y: [y?.min ?? 0, y?.max ?? 1],
    scale: p.scale,
    startS: p.startS,
    band: p.band,
    selection: p.selection,
    colours: { ground: token("--surface"), ink: token("--text"), quiet: token("--text-3"), grid: token("--plot-grid"), band: token("--plot-band"), grey: token("--plot-cursor") },
    font: token("--font"),
  });
}

export const saveSvg = (p: Picture): void => save(fileName(p.title, "svg"), new Blob([drawingOf(p)], { type: "image/svg+xml" }));

/** The same drawing as pixels, twice as many as on the usual screen. */
export async function savePng(p: Picture): Promise<void> {
  const image = new Image();
  image.src = URL.createObjectURL(new Blob([drawingOf(p)], { type: "image/svg+xml" }));
  await image.decode();
  const ratio = Math.max(2, devicePixelRatio || 1);
  const canvas = document.createElement("canvas");
  canvas.width = image.naturalWidth * ratio;
  canvas.height = image.naturalHeight * ratio;
  const ctx = canvas.getContext("2d");
  ctx?.scale(ratio, ratio);
  ctx?.drawImage(image, 0, 0);
  URL.revokeObjectURL(image.src);
  canvas.toBlob((blob) => blob && save(fileName(p.title, "png"), blob));
}

/** Long form: one line per point of the window, times in ISO with zone. */
export function csvOf(lines: readonly PlotLine[], column: string, ends: readonly [number, number], timeOf: (ms: number) => string = (ms) => new Date(ms).toISOString()): string {
  const rows = [`timestamp,pioreactor_unit,channel,${column},low,high`];
  for (const line of lines) {
    const [from, to] = between(line.t, ends[0] * 1000, ends[1] * 1000);
    for (let k = from; k < to; k++) rows.push([timeOf(line.t[k] as number), line.unit, line.channel ?? "", line.y[k], line.low[k] ?? "", line.high[k] ?? ""].join(","));
  }
  return `${rows.join("\n")}\n`;
}

export const saveCsv = (title: string, csv: string): void => save(fileName(title, "csv"), new Blob([csv], { type: "text/csv" }));
