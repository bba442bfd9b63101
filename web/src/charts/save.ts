import type { PlotLine } from "./plot";

function save(name: string, blob: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

const fileName = (title: string, kind: string): string => `${title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}.${kind}`;

/** The chart as on screen, on the ground of its card, with title. */
export function savePng(title: string, plot: HTMLCanvasElement, ground: string, ink: string, font: string): void {
  const ratio = devicePixelRatio || 1;
  const head = Math.round(34 * ratio);
  const canvas = document.createElement("canvas");
  canvas.width = plot.width;
  canvas.height = plot.height + head;
  const ctx = canvas.getContext("2d");
  if (!ctx) return;
  ctx.fillStyle = ground;
  ctx.fillRect(0, 0, canvas.width, canvas.height);
  ctx.fillStyle = ink;
  ctx.font = `600 ${15 * ratio}px ${font}`;
  ctx.fillText(title, 12 * ratio, 22 * ratio);
  ctx.drawImage(plot, 0, head);
  canvas.toBlob((blob) => blob && save(fileName(title, "png"), blob));
}

/** Long form: one line per point, times in ISO with zone. */
export function csvOf(lines: readonly PlotLine[], column: string): string {
  const rows = [`timestamp,pioreactor_unit,channel,${column},low,high`];
  for (const line of lines)
    for (let k = 0; k < line.t.length; k++) {
      const y = line.y[k];
      if (y === null || y === undefined) continue;
      rows.push([new Date(line.t[k] ?? 0).toISOString(), line.unit, line.channel ?? "", y, line.low[k] ?? "", line.high[k] ?? ""].join(","));
    }
  return `${rows.join("\n")}\n`;
}

export const saveCsv = (title: string, lines: readonly PlotLine[], column: string): void =>
  save(fileName(title, "csv"), new Blob([csvOf(lines, column)], { type: "text/csv" }));
