/** What was known of the cluster when the leader was last heard; kept in this browser until somebody signs out. */
export interface LastKnown {
  leader: string;
  cluster: string;
  experiment: string;
  /** When the page wrote it down, ISO-8601 in UTC, by the clock of this computer. */
  savedAt: string;
  units: LastKnownUnit[];
}

export interface LastKnownUnit {
  unit: string;
  label: string;
  words: string;
  jobs: number;
  od: number | null;
  growthPerH: number | null;
  temperatureC: number | null;
}

const KEY = "last-known";

/** A browser may forbid storage, or have no room: then nothing is kept. */
export function remember(picture: LastKnown): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(picture));
  } catch {
    // Only the picture for the time without a leader is missing.
  }
}

export function forget(): void {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // There was nothing, then.
  }
}

/** The picture, or null if there is none that can be read. */
export function recall(): LastKnown | null {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(KEY) ?? "null");
    return isPicture(found) ? found : null;
  } catch {
    return null;
  }
}

function isPicture(found: unknown): found is LastKnown {
  if (typeof found !== "object" || found === null) return false;
  const { leader, experiment, savedAt, units } = found as Partial<LastKnown>;
  return typeof leader === "string" && typeof experiment === "string" && !Number.isNaN(Date.parse(String(savedAt))) && Array.isArray(units) && units.every((row) => typeof row === "object" && row !== null && typeof row.label === "string");
}
