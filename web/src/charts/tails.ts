import { clock, json, split, store } from "../live";
import { liveSources } from "./kinds";

/** Live points of one line that are newer than its loaded history. Bounded: old points fall out. */
export interface Tail {
  t: number[];
  y: number[];
  low: (number | null)[];
  high: (number | null)[];
}

export interface Point {
  name: string;
  unit: string;
  channel: string | null;
  t: number;
  y: number;
  low: number | null;
  high: number | null;
}

export type Table = string;

/** About two screens of points. */
export const KEPT = 2048;

type OdMessage = { ods: Record<string, { od: number; timestamp: string }> };
type RateMessage = { growth_rate: number; timestamp: string; interval_low?: number | null; interval_high?: number | null };

/** Points in a live message, and the table they belong to. Null for any other message. */
export function pointsOf(topic: string, payload: string): { table: Table; experiment: string; points: Point[] } | null {
  const parts = split(topic);
  if (!parts) return null;
  const { unit, experiment, levels } = parts;
  const base = { name: unit, unit, channel: null, low: null, high: null };
  switch (levels.join("/")) {
    case "od_reading/ods": {
      const ods = json<OdMessage>(payload)?.ods ?? {};
      const points = Object.entries(ods).map(([channel, r]) => ({ ...base, name: `${unit}-${channel}`, channel, t: Date.parse(r.timestamp), y: r.od }));
      return { table: "od_readings", experiment, points };
    }
    case "growth_rate_calculating/od_filtered": {
      const m = json<{ od_filtered: number; timestamp: string }>(payload);
      return { table: "od_readings_filtered", experiment, points: m ? [{ ...base, t: Date.parse(m.timestamp), y: m.od_filtered }] : [] };
    }
    case "growth_rate_calculating/growth_rate": {
      const m = json<RateMessage>(payload);
      const point = m && { ...base, t: Date.parse(m.timestamp), y: m.growth_rate, low: m.interval_low ?? null, high: m.interval_high ?? null };
      return { table: "growth_rates", experiment, points: point ? [point] : [] };
    }
    default:
      return namedPoint(levels.join("/"), payload, base, experiment);
  }
}

/** A point of a chart that a descriptor names: a number, or a number and a time in a JSON object. */
function namedPoint(levels: string, payload: string, base: Pick<Point, "name" | "unit" | "channel" | "low" | "high">, experiment: string): ReturnType<typeof pointsOf> {
  const source = liveSources().find((one) => one.levels === levels);
  if (!source) return null;
  const message = payload.startsWith("{") ? json<Record<string, unknown>>(payload) : null;
  const y = Number(message ? message[source.payloadKey ?? levels.split("/")[1] ?? ""] : payload);
  const stamp = message?.timestamp;
  const t = typeof stamp === "string" ? Date.parse(stamp) : clock.nowMs(base.unit);
  return { table: source.table, experiment, points: Number.isFinite(y) && payload !== "" ? [{ ...base, t, y }] : [] };
}

const tails = new Map<string, { point: Point; tail: Tail }>();
const versions = new Map<string, number>();
const keyOf = (experiment: string, table: Table): string => `${experiment}/${table}/`;

store.onMessage((topic, entry) => {
  if (entry.payload === "") return;
  const found = pointsOf(topic, entry.payload);
  if (!found) return;
  const base = keyOf(found.experiment, found.table);
  for (const point of found.points) append(base + point.name, point);
  versions.set(base, (versions.get(base) ?? 0) + 1);
});

function append(key: string, point: Point): void {
  const known = tails.get(key) ?? { point, tail: { t: [], y: [], low: [], high: [] } };
  const { tail } = known;
  if (!Number.isFinite(point.t) || point.t <= (tail.t.at(-1) ?? 0)) return;
  tail.t.push(point.t);
  tail.y.push(point.y);
  tail.low.push(point.low);
  tail.high.push(point.high);
  // Cutting half at a time keeps the cost per point constant.
  if (tail.t.length > KEPT) for (const column of [tail.t, tail.y, tail.low, tail.high]) column.splice(0, KEPT / 2);
  tails.set(key, known);
}

/** Every line of a table that has live points. */
export function tailsOf(experiment: string, table: Table): { point: Point; tail: Tail }[] {
  const base = keyOf(experiment, table);
  return [...tails].filter(([key]) => key.startsWith(base)).map(([, value]) => value);
}

export const tailVersion = (experiment: string, table: Table): number => versions.get(keyOf(experiment, table)) ?? 0;

/** True growth rate from the simulator, per unit: the newest ones only, for as long as the page is open. */
const truths = new Map<string, Tail>();
store.onMessage((topic, entry) => {
  if (!topic.startsWith("sim/") || !topic.endsWith("/truth")) return;
  const unit = topic.slice(4, -6);
  const m = json<{ growth_rate_per_h?: number; timestamp?: string }>(entry.payload);
  if (m?.growth_rate_per_h === undefined || !m.timestamp) return;
  const tail = truths.get(unit) ?? { t: [], y: [], low: [], high: [] };
  const t = Date.parse(m.timestamp);
  if (t <= (tail.t.at(-1) ?? 0)) return;
  tail.t.push(t);
  tail.y.push(m.growth_rate_per_h);
  if (tail.t.length > KEPT) for (const column of [tail.t, tail.y]) column.splice(0, KEPT / 2);
  truths.set(unit, tail);
});

export const truthTail = (unit: string): Tail | undefined => truths.get(unit);
