export type Freshness = "loading" | "live" | "late" | "stale" | "offline";

export interface AgeQuestion {
  /** Clock seconds since the measurement; null: never measured in this session. */
  ageS: number | null;
  /** Expected interval of the source, clock seconds. */
  intervalS: number;
  /** Clock seconds per wall second. */
  speed: number;
  isLinkUp: boolean;
  isUnitOnline: boolean;
}

/** Wall seconds that a value may be late for reasons of the computer: queues, painting, a busy leader. */
const LIVE_WALL_S = 3;
const LATE_WALL_S = 8;

/** The state of a value. In a fast simulation the wall's share counts, so that nothing flickers. */
export function freshness(q: AgeQuestion): Freshness {
  if (q.ageS === null) return "loading";
  if (!q.isUnitOnline) return "offline";
  if (!q.isLinkUp) return "stale";
  if (q.ageS <= Math.max(2 * q.intervalS, LIVE_WALL_S * q.speed)) return "live";
  if (q.ageS <= Math.max(5 * q.intervalS, LATE_WALL_S * q.speed)) return "late";
  return "stale";
}
