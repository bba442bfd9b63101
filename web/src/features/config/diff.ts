/** What was changed between two texts, line by line. */

export interface DiffRow {
  kind: "same" | "gone" | "new" | "skip";
  text: string;
  /** Line in the older and in the newer text, from 1; null where it is in only one of them. */
  before: number | null;
  after: number | null;
}

const CONTEXT = 2;

/** All rows, with stretches that are the same cut down to two lines around a change. Nothing for equal texts. */
export function diffRows(before: string, after: string): DiffRow[] {
  const rows = wholeDiff(linesOf(before), linesOf(after));
  if (rows.every((row) => row.kind === "same")) return [];
  const isNear = rows.map((_, i) => rows.slice(Math.max(0, i - CONTEXT), i + CONTEXT + 1).some((row) => row.kind !== "same"));
  const shown: DiffRow[] = [];
  rows.forEach((row, i) => {
    if (isNear[i]) shown.push(row);
    else if (shown.at(-1)?.kind !== "skip") shown.push({ kind: "skip", text: "", before: null, after: null });
  });
  return shown;
}

/** How many lines came and how many went. */
export function counts(before: string, after: string): { come: number; gone: number } {
  const rows = wholeDiff(linesOf(before), linesOf(after));
  return { come: rows.filter((row) => row.kind === "new").length, gone: rows.filter((row) => row.kind === "gone").length };
}

const linesOf = (text: string): string[] => (text === "" ? [] : text.replace(/\n$/, "").split("\n"));

function wholeDiff(before: readonly string[], after: readonly string[]): DiffRow[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < before.length - head && tail < after.length - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  const same = (from: number, to: number, shift: number): DiffRow[] => before.slice(from, to).map((text, i) => ({ kind: "same", text, before: from + i + 1, after: from + i + 1 + shift }));
  const middle = changed(before.slice(head, before.length - tail), after.slice(head, after.length - tail), head);
  return [...same(0, head, 0), ...middle, ...same(before.length - tail, before.length, after.length - before.length)];
}

/** By the longest common row of lines; the ends that are the same were cut off before. */
function changed(before: readonly string[], after: readonly string[], offset: number): DiffRow[] {
  const length = Array.from({ length: before.length + 1 }, () => new Uint32Array(after.length + 1));
  const at = (i: number, j: number): number => length[i]?.[j] ?? 0;
  for (let i = before.length - 1; i >= 0; i -= 1)
    for (let j = after.length - 1; j >= 0; j -= 1) (length[i] as Uint32Array)[j] = before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const rows: DiffRow[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j]) rows.push({ kind: "same", text: before[i] as string, before: offset + ++i, after: offset + ++j });
    else if (i < before.length && (j >= after.length || at(i + 1, j) >= at(i, j + 1))) rows.push({ kind: "gone", text: before[i] as string, before: offset + ++i, after: null });
    else rows.push({ kind: "new", text: after[j] as string, before: null, after: offset + ++j });
  }
  return rows;
}
