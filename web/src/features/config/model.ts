import type { ConfigOption, ConfigSection } from "../../api/types";
import { entries, nameOf, sections, valuesOf, type Values } from "./ini";

/** Where a value comes from: the file that is shown, the shared file below it, or the declaration. */
export type Layer = "own" | "shared" | "default" | "none";

export interface Row {
  section: string;
  key: string;
  /** What is known of the key; null for one of a plugin. */
  option: ConfigOption | null;
  /** What stands in the file that is shown; null: nothing. */
  value: string | null;
  /** What holds while nothing stands there. */
  inherited: string | null;
  /** Where that comes from. */
  inheritedFrom: Layer;
  layer: Layer;
  isChanged: boolean;
}

export interface RowSection {
  section: string;
  usedBy: readonly string[];
  /** How further keys must look; null: there may be none. Sections of plugins take any. */
  others: ConfigOption | null;
  isPlugin: boolean;
  rows: Row[];
  /** How many keys the file that is shown sets. */
  set: number;
}

interface Files {
  options: readonly ConfigSection[];
  /** The file as it would be saved, and as it is. */
  draft: string;
  saved: string;
  /** The shared file below a unit's own; null where the shared file itself is shown. */
  shared: string | null;
}

/** Every section with its keys: those that are known in the order of the reference, then those of plugins. */
export function sectionsOf({ options, draft, saved, shared }: Files): RowSection[] {
  const known = options.map((one) => one.section);
  const foreign = [...new Set([...sections(draft), ...(shared === null ? [] : sections(shared))])].filter((name) => !known.includes(name));
  const look = reader({ options, draft, saved, shared });
  const present = [...entries(draft), ...(shared === null ? [] : entries(shared))];
  return [...known, ...foreign].map((name) => {
    const about = options.find((one) => one.section === name) ?? null;
    const keys = [...new Set([...(about?.options ?? []).map((one) => one.key), ...present.filter((one) => one.section === name).map((one) => one.key)])];
    const rows = keys.map((key) => look(about, name, key));
    return { section: name, usedBy: about?.used_by ?? [], others: about?.others ?? null, isPlugin: about === null, rows, set: rows.filter((row) => row.value !== null).length };
  });
}

function reader({ draft, saved, shared }: Files): (about: ConfigSection | null, section: string, key: string) => Row {
  const own = valuesOf(draft);
  const before = valuesOf(saved);
  const below: Values = shared === null ? new Map() : valuesOf(shared);
  const written = new Set([...sections(draft), ...(shared === null ? [] : sections(shared))]);
  return (about, section, key) => {
    const name = nameOf(section, key);
    const option = about?.options.find((one) => one.key === key) ?? about?.others ?? null;
    // A channel map is taken whole: once a file has the section, what it does not name is nothing.
    const isDefaultGone = about?.is_whole === true && written.has(section);
    const fallback = isDefaultGone ? null : (option?.default ?? null);
    const value = own.get(name) ?? null;
    const inheritedFrom: Layer = below.has(name) ? "shared" : fallback === null ? "none" : "default";
    return {
      section,
      key,
      option,
      value,
      inherited: below.get(name) ?? fallback,
      inheritedFrom,
      layer: value !== null ? (shared === null ? "shared" : "own") : inheritedFrom,
      isChanged: value !== (before.get(name) ?? null),
    };
  };
}

/** Sections with the rows that have all words of the search; what is changed always stays in sight. */
export function filtered(all: readonly RowSection[], search: string, onlySet: boolean): RowSection[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const isMeant = (row: Row): boolean => {
    const text = `[${row.section}] ${row.key} ${row.option?.meaning ?? ""}`.toLowerCase();
    return words.every((word) => text.includes(word)) && (!onlySet || row.value !== null);
  };
  if (words.length === 0 && !onlySet) return [...all];
  return all.map((one) => ({ ...one, rows: one.rows.filter((row) => row.isChanged || isMeant(row)) })).filter((one) => one.rows.length > 0);
}

const TRUE = new Set(["1", "true", "yes", "on"]);
export const isOn = (value: string | null): boolean => value !== null && TRUE.has(value.toLowerCase());
