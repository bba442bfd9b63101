import { split } from "./topics";

export interface Entry {
  payload: string;
  retained: boolean;
  /** Wall milliseconds (performance.now) of arrival. */
  receivedAt: number;
}

type Listener = () => void;
type Raw = (topic: string, entry: Entry) => void;

export interface Scheduler {
  /** Calls back once before the next picture; in a hidden tab that is when it is shown again. */
  frame: (run: () => void) => void;
  now: () => number;
}

const browser: Scheduler = {
  frame: (run) => requestAnimationFrame(run),
  now: () => performance.now(),
};

/** Readings repaint at most so often; states and settings on the next frame. */
export const READING_PAUSE_MS = 250;

/**
 * Newest payload of every topic, kept outside React.
 *
 * Components listen to single topics and hear at most once per animation frame. `version(group)` counts the changes of
 * a whole kind (`$state`, `logs`, …) for views that depend on many topics.
 */
export class LiveStore {
  #entries = new Map<string, Entry>();
  #listeners = new Map<string, Set<Listener>>();
  #raw = new Set<Raw>();
  #versions = new Map<string, number>();
  #dirty = new Set<string>();
  #dirtyReadings = new Set<string>();
  #isScheduled = false;
  #lastReadingsAt = Number.NEGATIVE_INFINITY;
  #scheduler: Scheduler;

  constructor(scheduler: Scheduler = browser) {
    this.#scheduler = scheduler;
  }

  get(topic: string): Entry | undefined {
    return this.#entries.get(topic);
  }

  /** Every known topic with its newest entry. */
  entries(): IterableIterator<[string, Entry]> {
    return this.#entries.entries();
  }

  version(group: string): number {
    return this.#versions.get(group) ?? 0;
  }

  /** Takes a message. An empty payload means that the value no longer exists. */
  put(topic: string, payload: string, retained: boolean): void {
    const entry = { payload, retained, receivedAt: this.#scheduler.now() };
    if (payload === "") this.#entries.delete(topic);
    else if (!isPassing(topic)) this.#entries.set(topic, entry);
    for (const raw of this.#raw) raw(topic, entry);
    const group = groupOf(topic);
    this.#versions.set(group, this.version(group) + 1);
    const dirty = retained || !isReading(entry) ? this.#dirty : this.#dirtyReadings;
    dirty.add(topic);
    dirty.add(`#${group}`);
    this.#schedule();
  }

  /** Hears about one topic, or about a group when the name starts with `#`. */
  subscribe(topic: string, listener: Listener): () => void {
    const set = this.#listeners.get(topic) ?? new Set();
    this.#listeners.set(topic, set.add(listener));
    return () => {
      set.delete(listener);
      if (set.size === 0) this.#listeners.delete(topic);
    };
  }

  /** Hears every message at once, before any painting. For buffers, never for components. */
  onMessage(raw: Raw): () => void {
    this.#raw.add(raw);
    return () => this.#raw.delete(raw);
  }

  /** Forget what was retained for an experiment that is no longer shown. */
  forget(experiment: string): void {
    for (const topic of this.#entries.keys()) if (split(topic)?.experiment === experiment) this.#entries.delete(topic);
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#scheduler.frame(() => this.#flush());
  }

  #flush(): void {
    this.#isScheduled = false;
    const due = [...this.#dirty];
    this.#dirty.clear();
    const now = this.#scheduler.now();
    if (this.#dirtyReadings.size > 0 && now - this.#lastReadingsAt >= READING_PAUSE_MS) {
      due.push(...this.#dirtyReadings);
      this.#dirtyReadings.clear();
      this.#lastReadingsAt = now;
    }
    const heard = new Set<Listener>();
    for (const topic of due) for (const listener of this.#listeners.get(topic) ?? []) heard.add(listener);
    for (const listener of heard) listener();
    if (this.#dirtyReadings.size > 0 || this.#dirty.size > 0) this.#schedule();
  }
}

/** Log lines pass by; they are not a state that a late reader could look up. */
const isPassing = (topic: string): boolean => topic.includes("/logs/");

/** Values that come as JSON with a time are readings: they may come many times a second. */
const isReading = (entry: Entry): boolean => entry.payload.startsWith("{");

/** Kinds that are heard as a whole, whatever their last level is. */
const GROUPS = new Set(["logs", "alarms", "bioreactor"]);

export function groupOf(topic: string): string {
  if (topic.startsWith("sim/")) return "truth";
  const parts = split(topic);
  if (!parts) return "other";
  const first = parts.levels[0] ?? "other";
  if (GROUPS.has(first)) return first;
  return parts.levels.at(-1) ?? "other";
}
