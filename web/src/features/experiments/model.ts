import type { Experiment } from "../../api/types";

export type Shown = "all" | "active" | "idle";

export interface Filter {
  search: string;
  tag: string;
  shown: Shown;
}

/** Whether units work for it. */
export const isActive = (one: Experiment): boolean => one.worker_count > 0;

/** Those that fit all parts of the filter; every word of the search must stand in name, description or a tag. */
export function found(all: readonly Experiment[], { search, tag, shown }: Filter): Experiment[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return all.filter((one) => {
    const text = [one.experiment, one.description ?? "", ...one.tags].join("\n").toLowerCase();
    return words.every((word) => text.includes(word)) && (tag === "" || one.tags.includes(tag)) && (shown === "all" || isActive(one) === (shown === "active"));
  });
}

/** All tags in use, as people sort them. */
export const tagsOf = (all: readonly Experiment[]): string[] => [...new Set(all.flatMap((one) => one.tags))].toSorted((p, q) => p.localeCompare(q, undefined, { numeric: true }));

/** Tags that were typed with commas: each once, without spaces around it. */
export const parseTags = (typed: string): string[] => [...new Set(typed.split(",").map((tag) => tag.trim()).filter(Boolean))];

const NUMBER_AT_END = /^(.*?)(\d+)(\D{0,2})$/s;

/** A name for one like it that nobody has: the number at its end counts on, and one without gets a 2. */
export function nextName(name: string, existing: readonly string[]): string {
  const [, head = "", number, tail = ""] = NUMBER_AT_END.exec(name) ?? [];
  for (let n = number === undefined ? 2 : Number(number) + 1; ; n++) {
    const next = number === undefined ? `${name} ${n}` : `${head}${String(n).padStart(number.length, "0")}${tail}`;
    if (!existing.includes(next)) return next;
  }
}
