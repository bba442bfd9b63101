/** A line to compare: what one unit did in one experiment. */
export interface Compared {
  experiment: string;
  unit: string;
  /** Its zero of time, seconds after the start of the experiment. */
  offsetS: number;
}

/** As many lines as can be told apart. */
export const MOST = 12;

const encoded = (words: string): string => encodeURIComponent(words).replaceAll("~", "%7E");

function decoded(words: string): string {
  try {
    return decodeURIComponent(words);
  } catch {
    return "";
  }
}

/** What a line is called in the address. */
export const idOf = ({ experiment, unit }: Pick<Compared, "experiment" | "unit">): string => `${encoded(experiment)}~${encoded(unit)}`;

/** `experiment~unit`, with the offset behind a second tilde where there is one, joined by commas. */
export const linesText = (lines: readonly Compared[]): string => lines.map((line) => idOf(line) + (line.offsetS === 0 ? "" : `~${Math.round(line.offsetS)}`)).join(",");

/** The lines of an address: what cannot be read, comes twice or is too much is left out. */
export function parseLines(text: string): Compared[] {
  const found = new Map<string, Compared>();
  for (const part of text.split(",")) {
    const [experiment = "", unit = "", offset = "0"] = part.split("~").map(decoded);
    if (!experiment || !unit || !/^-?\d+$/.test(offset)) continue;
    const line = { experiment, unit, offsetS: Number(offset) };
    if (!found.has(idOf(line)) && found.size < MOST) found.set(idOf(line), line);
  }
  return [...found.values()];
}

/** Colour and dash by what the lines have in common: one of unit and experiment is the colour, the other the dash. */
export function lookOf(lines: readonly Compared[], by: "unit" | "experiment"): { slot: number; dashGroup: number }[] {
  const units = [...new Set(lines.map((line) => line.unit))];
  const experiments = [...new Set(lines.map((line) => line.experiment))];
  return lines.map((line) => {
    const [unit, experiment] = [units.indexOf(line.unit), experiments.indexOf(line.experiment)];
    return by === "unit" ? { slot: unit + 1, dashGroup: experiment } : { slot: experiment + 1, dashGroup: unit };
  });
}

/** Names as short as tell the lines apart: unit, experiment, or both. */
export function namesOf(lines: readonly Compared[], labelOf: (line: Compared) => string): string[] {
  const areOneExperiment = new Set(lines.map((line) => line.experiment)).size < 2;
  const areOneUnit = new Set(lines.map((line) => line.unit)).size < 2;
  return lines.map((line) => (areOneExperiment ? labelOf(line) : areOneUnit ? line.experiment : `${labelOf(line)}, ${line.experiment}`));
}
