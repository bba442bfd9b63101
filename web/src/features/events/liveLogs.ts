import { useSyncExternalStore } from "react";

import type { LogRow } from "../../api/types";
import { json, split, store } from "../../live";

/** Log lines heard since the page was opened, newest first, kept outside React. */
const KEPT = 400;
let rows: LogRow[] = [];
const listeners = new Set<() => void>();
let isTelling = false;

function tellSoon(): void {
  if (isTelling) return;
  isTelling = true;
  setTimeout(() => {
    isTelling = false;
    for (const run of listeners) run();
  }, 250);
}

store.onMessage((topic, entry) => {
  const parts = split(topic);
  if (parts?.levels[0] !== "logs" || entry.retained) return;
  const line = json<{ message: string; level: string; task: string; timestamp: string }>(entry.payload);
  if (!line) return;
  const row = { ...line, pioreactor_unit: parts.unit, experiment: parts.experiment };
  rows = [row, ...rows].slice(0, KEPT);
  tellSoon();
});

const listen = (run: () => void): (() => void) => {
  listeners.add(run);
  return () => listeners.delete(run);
};

export const useLiveLogs = (): LogRow[] => useSyncExternalStore(listen, () => rows);

/** The newest error a job wrote after `sinceMs` of the unit's clock; the cause of a start that failed. */
export function lastErrorOf(unit: string, job: string, sinceMs: number): string | null {
  const isHis = (row: LogRow): boolean =>
    row.pioreactor_unit === unit && row.task === job && /error|critical/i.test(row.level) && Date.parse(row.timestamp) >= sinceMs;
  return rows.find(isHis)?.message ?? null;
}

const RANK: Record<string, number> = { DEBUG: 0, INFO: 1, NOTICE: 2, WARNING: 3, ERROR: 4, CRITICAL: 5 };
export const rankOf = (level: string): number => RANK[level.toUpperCase()] ?? 1;

const idOf = (row: LogRow): string => `${row.timestamp.slice(0, 23)}|${row.pioreactor_unit}|${row.task}|${row.message}`;

/** Live and stored lines as one list, newest first, each line once. */
export function merge(live: readonly LogRow[], stored: readonly LogRow[]): LogRow[] {
  const seen = new Set<string>();
  const all = [...live, ...stored].filter((row) => {
    const id = idOf(row);
    return seen.has(id) ? false : seen.add(id);
  });
  return all.sort((a, b) => Date.parse(b.timestamp) - Date.parse(a.timestamp));
}

export interface FoldedRow extends LogRow {
  /** How many lines say the same; this is the newest of them. */
  count: number;
}

/** Lines that say the same as a newer one become a count on it, so that a chattering job does not push everything out. */
export function fold(rows: readonly LogRow[]): FoldedRow[] {
  const first = new Map<string, FoldedRow>();
  for (const row of rows) {
    const key = `${row.pioreactor_unit}|${row.task}|${row.level}|${row.message}`;
    const known = first.get(key);
    if (known) known.count += 1;
    else first.set(key, { ...row, count: 1 });
  }
  return [...first.values()];
}

/** The task of a line that a person wrote. */
export const NOTE = "note";
export const EVERY_UNIT = "$broadcast";

/** A note about every unit comes once per unit; it is shown once. */
export function joinNotes(rows: readonly LogRow[]): LogRow[] {
  const first = new Map<string, LogRow>();
  const joined: LogRow[] = [];
  for (const row of rows) {
    const key = `${row.timestamp.slice(0, 23)}|${row.message}`;
    const known = row.task === NOTE ? first.get(key) : undefined;
    if (known) {
      known.pioreactor_unit = EVERY_UNIT;
      continue;
    }
    const own = { ...row };
    if (row.task === NOTE) first.set(key, own);
    joined.push(own);
  }
  return joined;
}
