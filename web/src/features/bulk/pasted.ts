/** Typed values per unit and field; what is missing is as for all. */
export type Cells = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Rows and columns of what a spreadsheet puts on the clipboard: lines, and tabs between the cells of one. */
export function cellsOf(text: string): string[][] {
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines.map((line) => line.split("\t").map((cell) => cell.trim()));
}

export const isTable = (text: string): boolean => /[\t\r\n]/.test(text.replace(/[\r\n]+$/, ""));

export interface Row {
  unit: string;
  label: string;
}

export interface Spread {
  cells: Cells;
  /** Units that got a value. */
  used: number;
  /** Pasted lines for which there was no unit. */
  left: number;
}

/**
 * Pasted cells put into the table: from a cell on, downwards and to the right. Lines that begin with the names of units are
 * put where the names say, whatever their order; the first of them may be a heading.
 */
export function spread(before: Cells, rows: readonly Row[], fields: readonly string[], at: { unit: string; field: string }, text: string): Spread {
  const pasted = cellsOf(text);
  const named = byName(pasted, rows);
  const first = rows.findIndex((row) => row.unit === at.unit);
  const targets = named ?? pasted.map((values, k): [string | null, string[]] => [rows[first + k]?.unit ?? null, values]);
  const column = fields.indexOf(at.field);
  const cells: Record<string, Readonly<Record<string, string>>> = { ...before };
  let used = 0;
  for (const [unit, values] of targets) {
    if (unit === null) continue;
    used += 1;
    const own = Object.fromEntries(values.flatMap((value, k) => (fields[column + k] === undefined ? [] : [[fields[column + k] as string, value]])));
    cells[unit] = { ...cells[unit], ...own };
  }
  return { cells, used, left: targets.length - used };
}

/** Lines by the unit that their first cell names; null where the first cells are no names. */
function byName(pasted: readonly string[][], rows: readonly Row[]): [string | null, string[]][] | null {
  const unitOf = (name: string | undefined): string | null => rows.find((row) => row.unit === name || row.label === name)?.unit ?? null;
  const hasNames = pasted.some((line) => line.length > 1 && unitOf(line[0]) !== null);
  if (!hasNames) return null;
  const lines = unitOf(pasted[0]?.[0]) === null ? pasted.slice(1) : pasted;
  return lines.map((line) => [unitOf(line[0]), line.slice(1)]);
}
