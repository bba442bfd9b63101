/** Configuration files as text: what stands where, and changing one value while comments and order stay. */

export interface Entry {
  section: string;
  key: string;
  value: string;
  /** Counts from 1. */
  line: number;
}

const HEADING = /^\[([^\]]+)\]/;
const ENTRY = /^([^=:#;[\s][^=:]*?)\s*(?:[=:]\s?(.*))?$/;

const headingOf = (line: string): string | null => HEADING.exec(line)?.[1] ?? null;

function entryOf(line: string): { key: string; value: string } | null {
  if (line.startsWith("#") || line.startsWith(";")) return null;
  const found = ENTRY.exec(line);
  return found?.[1] === undefined ? null : { key: found[1], value: (found[2] ?? "").trim() };
}

/** Whether a line goes on with the value of the line above. */
const isContinuation = (line: string): boolean => /^[ \t]+\S/.test(line);

/** Every value with its place; of one that stands there twice the later holds, so it comes later. */
export function entries(text: string): Entry[] {
  let section = "";
  const found: Entry[] = [];
  text.split("\n").forEach((line, i) => {
    const heading = headingOf(line);
    if (heading !== null) section = heading;
    else if (isContinuation(line)) {
      const above = found.at(-1);
      if (above && !/^\s*[#;]/.test(line)) above.value += `\n${line.trim()}`;
    } else {
      const entry = entryOf(line);
      if (entry) found.push({ section, ...entry, line: i + 1 });
    }
  });
  return found;
}

/** Section names in the order in which they stand there. */
export const sections = (text: string): string[] => [...new Set(text.split("\n").map(headingOf).filter((name) => name !== null))];

export type Values = ReadonlyMap<string, string>;

export const nameOf = (section: string, key: string): string => `${section}\u0000${key}`;

export const valuesOf = (text: string): Values => new Map(entries(text).map(({ section, key, value }) => [nameOf(section, key), value]));

/** The text with one value set, or without it (`null`); everything else stays as it is. */
export function withValue(text: string, section: string, key: string, value: string | null): string {
  const lines = text === "" ? [] : text.replace(/\n$/, "").split("\n");
  const start = lines.findIndex((line) => headingOf(line) === section);
  if (start < 0) return value === null ? text : joined([...lines, ...(lines.length > 0 ? [""] : []), `[${section}]`, `${key} = ${value}`]);
  const after = lines.findIndex((line, i) => i > start && headingOf(line) !== null);
  const end = after < 0 ? lines.length : after;
  const at = lines.findLastIndex((line, i) => i > start && i < end && entryOf(line)?.key === key && !isContinuation(line));
  if (at >= 0) {
    let until = at + 1;
    while (until < end && isContinuation(lines[until] as string)) until += 1;
    return joined([...lines.slice(0, at), ...(value === null ? [] : [`${key} = ${value}`]), ...lines.slice(until)]);
  }
  if (value === null) return text;
  let place = end;
  while (place > start + 1 && (lines[place - 1] as string).trim() === "") place -= 1;
  return joined([...lines.slice(0, place), `${key} = ${value}`, ...lines.slice(place)]);
}

const joined = (lines: readonly string[]): string => `${lines.join("\n")}\n`;

export type Kind = "section" | "key" | "value" | "comment" | "plain";

/** A line cut into parts that look different. */
export function partsOf(line: string): [Kind, string][] {
  if (/^\s*[#;]/.test(line)) return [["comment", line]];
  if (headingOf(line) !== null) return [["section", line]];
  const entry = /^([^=:#;[\s][^=:]*?)(\s*[=:]\s?)(.*)$/.exec(line);
  return entry ? [["key", entry[1] as string], ["plain", entry[2] as string], ["value", entry[3] as string]] : [[isContinuation(line) ? "value" : "plain", line]];
}
