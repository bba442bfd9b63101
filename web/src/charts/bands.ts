import type { UnitRow } from "../api/types";
import { isRunning, jobState, rawSetting, setting } from "../features/units/model";
import { json } from "../live";

/** What an automation holds a value at, with its tolerance, in the unit of the chart. */
export interface Band {
  low: number;
  high: number;
}

/** A thermostat is at its target within this, °C; a turbidostat within this share. */
const TOLERANCE_C = 0.3;
const TOLERANCE_SHARE = 0.05;

/** Which chart shows the signal that a turbidostat looks at. */
const SIGNAL_TABLES: Record<string, string> = { od: "od_readings", normalized_od: "od_readings_filtered", od_fused: "od_readings_fused" };

function ofUnit(table: string, row: UnitRow, experiment: string): Band | null {
  if (table === "temperature_readings") {
    const target = isRunning(jobState(row, experiment, "temperature_automation")) ? setting(row, experiment, "temperature_automation", "target_temperature") : null;
    return target === null ? null : { low: target - TOLERANCE_C, high: target + TOLERANCE_C };
  }
  if (!isRunning(jobState(row, experiment, "dosing_automation"))) return null;
  const target = setting(row, experiment, "dosing_automation", "target_biomass");
  return target === null || SIGNAL_TABLES[signalOf(row, experiment)] !== table ? null : { low: target * (1 - TOLERANCE_SHARE), high: target * (1 + TOLERANCE_SHARE) };
}

/** The signal itself; of `auto`, what the last decision says it has become. */
function signalOf(row: UnitRow, experiment: string): string {
  const signal = rawSetting(row, experiment, "dosing_automation", "biomass_signal") ?? "";
  if (signal !== "auto") return signal;
  const event = json<{ data?: { resolved_biomass_signal?: string } | null }>(rawSetting(row, experiment, "dosing_automation", "latest_event") ?? undefined);
  return event?.data?.resolved_biomass_signal ?? "";
}

/** The target band of a chart where all units that have one share it; null otherwise: many bands are none. */
export function bandOf(table: string, rows: readonly UnitRow[], experiment: string): Band | null {
  const bands = rows.flatMap((row) => ofUnit(table, row, experiment) ?? []);
  const first = bands[0];
  return first && bands.every((band) => band.low === first.low && band.high === first.high) ? first : null;
}
