import { keptChoice } from "../../app/keptChoice";
import { readingOf, type Reading } from "./reading";
import { COLUMNS, type Layout } from "./places";

export type Density = "comfortable" | "compact";

/** How a person wants the plate; kept in this browser, as the other choices of the look are. */
export interface Choices {
  reading: Reading;
  /** Null: by the number of columns. */
  density: Density | null;
  /** Wells in a row of the automatic layout; null: by the number of units. */
  columns: number | null;
  layouts: readonly Layout[];
  /** Name of the layout in use; null: the automatic one. */
  layout: string | null;
}

export const USUAL: Choices = { reading: "od", density: null, columns: null, layouts: [], layout: null };

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

function layoutOf(value: unknown): Layout[] {
  if (!isRecord(value) || typeof value.name !== "string" || value.name === "" || !Array.isArray(value.places)) return [];
  const columns = Number(value.columns);
  if (!Number.isInteger(columns) || columns < 1 || columns > 24) return [];
  return [{ name: value.name, columns, places: value.places.map((unit) => (typeof unit === "string" && unit !== "" ? unit : null)) }];
}

/** What was stored, whatever it is: anything that cannot be used is as if nobody had chosen. */
export function choicesOf(stored: string | null): Choices {
  let value: unknown = null;
  try {
    value = JSON.parse(stored ?? "null");
  } catch {
    return USUAL;
  }
  if (!isRecord(value)) return USUAL;
  const layouts = Array.isArray(value.layouts) ? value.layouts.flatMap(layoutOf) : [];
  return {
    reading: readingOf(typeof value.reading === "string" ? value.reading : null) ?? USUAL.reading,
    density: value.density === "comfortable" || value.density === "compact" ? value.density : null,
    columns: COLUMNS.find((columns) => columns === (value as Record<string, unknown>).columns) ?? null,
    layouts,
    layout: layouts.find((layout) => layout.name === (value as Record<string, unknown>).layout)?.name ?? null,
  };
}

/** With a layout of this name put in, or in the place of the one that has it, and in use. */
export const withLayout = (choices: Choices, layout: Layout): Choices => ({ ...choices, layouts: [...choices.layouts.filter((one) => one.name !== layout.name), layout], layout: layout.name });

export const withoutLayout = (choices: Choices, name: string): Choices => ({ ...choices, layouts: choices.layouts.filter((one) => one.name !== name), layout: choices.layout === name ? null : choices.layout });

export const { set: choose, use: usePlateChoices } = keptChoice("plate", choicesOf);
