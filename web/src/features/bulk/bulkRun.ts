import { useSyncExternalStore } from "react";

import type { ActionRecord } from "../jobs/actionStore";

/** What is to be done on one unit. */
export interface Step {
  unit: string;
  label: string;
  /** Key of the action in the action store, where its waiting is shown. */
  key: string;
  run: () => Promise<ActionRecord>;
}

export interface Item extends Omit<Step, "run"> {
  /** `queued` until the unit is asked; `dropped`: somebody has stopped the rest, the unit was never asked. */
  state: "queued" | "asked" | "ended" | "dropped";
  /** Wall milliseconds at which it is to be asked; null: as soon as others have answered. */
  askAt: number | null;
  end: ActionRecord | null;
}

export interface BulkRun {
  title: string;
  items: readonly Item[];
}

/** A browser has about six connections to a leader; more questions at once would only wait in it. */
const AT_ONCE = 6;

let now: BulkRun | null = null;
let isDropped = false;
const listeners = new Set<() => void>();
const listen = (run: () => void): (() => void) => {
  listeners.add(run);
  return () => listeners.delete(run);
};

function change(next: BulkRun | null): void {
  now = next;
  for (const run of listeners) run();
}

const patch = (unit: string, more: Partial<Item>): void => {
  if (now) change({ ...now, items: now.items.map((item) => (item.unit === unit ? { ...item, ...more } : item)) });
};

export const useBulkRun = (): BulkRun | null => useSyncExternalStore(listen, () => now);
export const bulkRun = (): BulkRun | null => now;

export const isUnderWay = (run: BulkRun | null): boolean => run?.items.some((item) => item.state === "queued" || item.state === "asked") ?? false;

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** Asks unit after unit, `staggerS` wall seconds apart; without a distance a few at once. One run at a time. */
export async function begin(title: string, steps: readonly Step[], staggerS = 0): Promise<void> {
  if (isUnderWay(now)) return;
  const startedAt = performance.now();
  isDropped = false;
  change({ title, items: steps.map(({ unit, label, key }, k) => ({ unit, label, key, state: "queued", askAt: staggerS > 0 ? startedAt + k * staggerS * 1000 : null, end: null })) });
  const one = async (step: Step): Promise<void> => {
    if (isDropped) return;
    patch(step.unit, { state: "asked" });
    const end = await step.run();
    patch(step.unit, { state: "ended", end });
  };
  if (staggerS > 0) {
    await Promise.all(steps.map((step, k) => pause(startedAt + k * staggerS * 1000 - performance.now()).then(() => one(step))));
    return;
  }
  const waiting = [...steps];
  const worker = async (): Promise<void> => {
    for (let step = waiting.shift(); step; step = waiting.shift()) await one(step);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** Asks no further unit. What was asked already goes on. */
export function dropRest(): void {
  isDropped = true;
  if (now) change({ ...now, items: now.items.map((item) => (item.state === "queued" ? { ...item, state: "dropped" } : item)) });
}

/** Takes the outcome away once somebody has seen it. */
export const forget = (): void => {
  if (!isUnderWay(now)) change(null);
};

export interface Count {
  done: number;
  /** Refused, timed out or replaced. */
  failed: number;
  open: number;
  total: number;
}

export function countOf(run: BulkRun): Count {
  const done = run.items.filter((item) => item.end?.phase === "done").length;
  const open = run.items.filter((item) => item.state === "queued" || item.state === "asked").length;
  return { done, open, failed: run.items.filter((item) => item.state === "ended" && item.end?.phase !== "done").length, total: run.items.length };
}

const RANK: Record<string, number> = { refused: 0, timed_out: 1, superseded: 2, asked: 3, queued: 4, dropped: 5, done: 6 };
const rankOf = (item: Item): number => RANK[item.end?.phase ?? item.state] ?? 3;

/** What is not resolved first, each kind in the order of the plate. */
export const worstFirst = (items: readonly Item[]): Item[] => items.toSorted((a, b) => rankOf(a) - rankOf(b));
