import type { UnitRow } from "../../api/types";
import { useGroup } from "../../live";
import { format } from "../../texts";
import { pumpingNow, useDoses } from "../dosing/doses";
import { useLamps } from "../lamps/lamps";
import { useLimits } from "./limits";
import { freshnessOf, isRunning, jobState, setting, shadeOf, summaryOf, truthOf, valueOf } from "./model";
import { useQuantity, useSetting, useStates, useTruth } from "./useUnit";
import type { VialProps } from "./Vial";
import { vialStateOf } from "./vialState";

/** Drawn where no model says how much a vial holds. */
const USUAL_CAPACITY_ML = 20;

/** All that the drawing of a vial shows, from the newest values of its unit; repaints as they change. */
export function useVial(row: UnitRow, experiment: string, hasTruth: boolean): VialProps {
  const unit = row.pioreactor_unit;
  useStates();
  useQuantity(unit, experiment, "od");
  useQuantity(unit, experiment, "rpm");
  useQuantity(unit, experiment, "temperature");
  useSetting(unit, experiment, "od_reading", "ir_led_intensity");
  useSetting(unit, experiment, "temperature_automation", "heater_duty_cycle");
  useGroup("bioreactor");
  useTruth(unit);
  useDoses();
  const lamps = useLamps(row, experiment);
  const limits = useLimits(row);
  const truth = hasTruth ? truthOf(unit) : null;
  const od = valueOf(row, experiment, "od");
  const isOn = (job: string): boolean => isRunning(jobState(row, experiment, job));
  const summary = summaryOf(row, experiment);
  const books = vialStateOf(row, experiment);
  const isWarm = isOn("temperature_automation");
  return {
    unit,
    shade: shadeOf(row, experiment, truth),
    odText: od ? format.od(od.value) : null,
    rpm: isOn("stirring") ? (valueOf(row, experiment, "rpm")?.value ?? null) : null,
    irLedPercent: isOn("od_reading") ? setting(row, experiment, "od_reading", "ir_led_intensity") : null,
    lamps: lamps.filter((lamp) => !lamp.isIr && lamp.percent > 0),
    angles: od?.angle ? [od.angle] : [],
    volumeMl: books.volumeMl ?? truth?.volume_ml ?? null,
    capacityMl: limits?.capacityMl ?? USUAL_CAPACITY_ML,
    maxFillMl: limits?.maxFillMl ?? null,
    effluxMl: books.effluxMl,
    heaterPercent: isWarm ? setting(row, experiment, "temperature_automation", "heater_duty_cycle") : null,
    temperatureC: isWarm ? (valueOf(row, experiment, "temperature")?.value ?? null) : null,
    pump: pumpingNow(unit),
    isStale: (summary.isStale || (isOn("od_reading") && freshnessOf(row, experiment, "od", od) === "stale")) && !summary.isOffline,
    isOffline: summary.isOffline,
  };
}
