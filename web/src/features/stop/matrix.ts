import type { StopRow } from "./stopRun";

/** What a unit may have on, and jobs that drive nothing. */
export const COLUMNS = ["stirrer", "heater", "leds", "pumps", "other"] as const;
export type Column = (typeof COLUMNS)[number];

export interface Cell {
  /** `idle`: nothing of this kind was on. */
  state: "idle" | "off" | "waiting" | "no_answer" | "still";
  /** What the unit says about it, where it is not off. */
  words: string | null;
  tookS: number | null;
}

export interface UnitStop {
  unit: string;
  experiment: string;
  cells: Record<Column, Cell>;
  /** Worst of its cells. */
  state: Cell["state"];
}

const RANK: Record<Cell["state"], number> = { idle: 0, off: 1, waiting: 2, no_answer: 3, still: 4 };
const PUMPS = /^(add_|remove_|circulate_|pumps?$|dosing_automation$)/;

/** The column of a job, by what it usually drives. */
export function columnOfJob(job: string): Column {
  if (job === "stirring") return "stirrer";
  if (job === "temperature_automation") return "heater";
  if (job === "od_reading" || job === "led_automation" || job === "led_intensity") return "leds";
  return PUMPS.test(job) ? "pumps" : "other";
}

/** The column of an output that a job had on: lamps say it by their name, others by what is connected or by their job. */
export function columnOfOutput(output: string, usedFor: string, job: string): Column {
  if (output.startsWith("led_")) return "leds";
  const words = usedFor.toLowerCase();
  if (words.includes("stir")) return "stirrer";
  if (words.includes("heat")) return "heater";
  if (/media|waste|pump/.test(words)) return "pumps";
  return columnOfJob(job);
}

const IDLE: Cell = { state: "idle", words: null, tookS: null };

const worse = (a: Cell, b: Cell): Cell => {
  const cell = RANK[b.state] > RANK[a.state] ? b : a;
  return { ...cell, tookS: a.tookS === null ? b.tookS : b.tookS === null ? a.tookS : Math.max(a.tookS, b.tookS) };
};

/** Cells that one job of a unit fills: one per kind of output that it had on, else that of the job itself. */
function cellsOf(row: StopRow): [Column, Cell][] {
  const job: Cell = { state: row.state, words: row.state === "off" ? null : row.words, tookS: row.tookS };
  const outputs = row.outputs.map((output): [Column, Cell] => [
    columnOfOutput(output.output, output.used_for || output.name, row.job),
    output.is_off ? { state: "off", words: null, tookS: row.tookS } : { state: "still", words: output.detail, tookS: null },
  ]);
  return outputs.length > 0 && row.state === "off" ? outputs : [...outputs, [columnOfJob(row.job), job]];
}

/** Units by outputs; what is not resolved stands first. */
export function matrixOf(rows: readonly StopRow[]): UnitStop[] {
  const units = new Map<string, UnitStop>();
  for (const row of rows) {
    const key = `${row.experiment}/${row.unit}`;
    const cells = units.get(key)?.cells ?? { stirrer: IDLE, heater: IDLE, leds: IDLE, pumps: IDLE, other: IDLE };
    for (const [column, cell] of cellsOf(row)) cells[column] = worse(cells[column], cell);
    units.set(key, { unit: row.unit, experiment: row.experiment, cells: { ...cells }, state: "idle" });
  }
  const found = [...units.values()].map((unit) => ({ ...unit, state: COLUMNS.reduce<Cell["state"]>((worst, column) => (RANK[unit.cells[column].state] > RANK[worst] ? unit.cells[column].state : worst), "idle") }));
  return found.sort((a, b) => RANK[b.state] - RANK[a.state] || a.unit.localeCompare(b.unit, undefined, { numeric: true }));
}

export interface Count {
  off: number;
  still: number;
  total: number;
}

/** How many outputs there were, and what has become of them. */
export function countOf(matrix: readonly UnitStop[]): Count {
  const cells = matrix.flatMap((unit) => COLUMNS.map((column) => unit.cells[column])).filter((cell) => cell.state !== "idle");
  return { off: cells.filter((cell) => cell.state === "off").length, still: cells.filter((cell) => cell.state === "still").length, total: cells.length };
}
