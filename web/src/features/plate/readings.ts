import type { UnitRow } from "../../api/types";
import { ageS, freshnessOf, isRunning, jobState, valueOf, type Quantity, type Value } from "../units/model";
import { volumeOf } from "../units/vialState";
import type { Freshness } from "../../live";
import { format, text } from "../../texts";
import type { Reading } from "./reading";

/** A number of a well with its unit. */
export interface Shown {
  value: string;
  unit: string;
  /** As a reader says it. */
  spoken: string;
}

interface Kind {
  /** Table of its history. */
  table: string;
  /** Least range of the common scale; null: as the data are. */
  domain: readonly [number, number] | null;
  /** The common scale is at least so wide, so that noise does not look like news. */
  leastRange: number;
  isStepped: boolean;
  /** Whether the line is tinted as the culture is. */
  isCulture: boolean;
  /** The numbers that stand small beside it. */
  beside: readonly Reading[];
}

export const KINDS: Record<Reading, Kind> = {
  od: { table: "od_readings", domain: [0, 0.004], leastRange: 0, isStepped: false, isCulture: true, beside: ["growth", "temperature"] },
  growth: { table: "growth_rates", domain: [0, 0.3], leastRange: 0, isStepped: false, isCulture: true, beside: ["od", "temperature"] },
  temperature: { table: "temperature_readings", domain: null, leastRange: 4, isStepped: false, isCulture: false, beside: ["od", "growth"] },
  volume: { table: "liquid_volumes", domain: [0, 20], leastRange: 0, isStepped: true, isCulture: true, beside: ["od", "temperature"] },
};

const QUANTITY: Record<Exclude<Reading, "volume">, Quantity> = { od: "od", growth: "growth_rate", temperature: "temperature" };

/** The newest value with its time; the level has no time of its own, it holds until the next dose. */
function measured(row: UnitRow, experiment: string, reading: Exclude<Reading, "volume">): Value | null {
  // A temperature that nobody measures any more is of no liquid of now.
  if (reading === "temperature" && !isRunning(jobState(row, experiment, "temperature_automation"))) return null;
  return valueOf(row, experiment, QUANTITY[reading]);
}

export const isCalibrated = (row: UnitRow, experiment: string): boolean => valueOf(row, experiment, "od")?.isCalibrated === true;

export function shown(row: UnitRow, experiment: string, reading: Reading): Shown | null {
  const w = text.plate.values;
  if (reading === "volume") {
    const ml = volumeOf(row, experiment);
    return ml === null ? null : { value: format.fixed(ml, 1), unit: "mL", spoken: w.volume(format.fixed(ml, 1)) };
  }
  const now = measured(row, experiment, reading);
  if (!now) return null;
  if (reading === "growth") return { value: format.rate(now.value), unit: "1/h", spoken: w.growth(format.rate(now.value)) };
  if (reading === "temperature") return { value: format.fixed(now.value, 1), unit: "°C", spoken: w.temperature(format.fixed(now.value, 1)) };
  if (now.isCalibrated) return { value: format.od(now.value), unit: "OD", spoken: w.od(format.od(now.value)) };
  const volts = format.significant(now.value, 3);
  return { value: volts, unit: "V", spoken: w.signal(volts) };
}

export interface Age {
  /** Clock seconds; null: never measured, or a level, which has no age. */
  seconds: number | null;
  measuredAt: string | null;
  freshness: Freshness;
}

export function ageOf(row: UnitRow, experiment: string, reading: Reading): Age {
  if (reading === "volume") return { seconds: null, measuredAt: null, freshness: "live" };
  const now = measured(row, experiment, reading);
  return { seconds: ageS(row.pioreactor_unit, now), measuredAt: now?.measured_at ?? null, freshness: freshnessOf(row, experiment, QUANTITY[reading], now) };
}

/** A value of the common scale, with the unit of its lines. */
export const scaleText = (reading: Reading, value: number): string =>
  reading === "temperature" ? format.fixed(value, 0) : reading === "volume" ? format.plain(value) : format.plain(Number(value.toPrecision(3)));
