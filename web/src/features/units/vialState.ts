import type { UnitRow } from "../../api/types";
import { store, topics, useEntry } from "../../live";

/** What the unit keeps in its books about the vial; null: nobody has said it. Volumes in mL, the share from 0 to 1. */
export interface VialState {
  volumeMl: number | null;
  effluxMl: number | null;
  altShare: number | null;
  mediaInMl: number | null;
  altInMl: number | null;
  wasteOutMl: number | null;
}

export const VARIABLES: Record<keyof VialState, string> = {
  volumeMl: "current_volume_ml",
  effluxMl: "efflux_tube_volume_ml",
  altShare: "alt_media_fraction",
  mediaInMl: "cumulative_media_added_ml",
  altInMl: "cumulative_alt_media_added_ml",
  wasteOutMl: "cumulative_waste_removed_ml",
};

export function variableOf(row: UnitRow, experiment: string, variable: string): number | null {
  const live = store.get(topics.bioreactorTopic(row.pioreactor_unit, experiment, variable))?.payload;
  const told = row.vial?.[variable as keyof NonNullable<UnitRow["vial"]>];
  const value = live === undefined ? (told ?? Number.NaN) : Number.parseFloat(live);
  return Number.isFinite(value) ? value : null;
}

export const volumeOf = (row: UnitRow, experiment: string): number | null => variableOf(row, experiment, VARIABLES.volumeMl);

export function vialStateOf(row: UnitRow, experiment: string): VialState {
  const of = (key: keyof VialState): number | null => variableOf(row, experiment, VARIABLES[key]);
  return { volumeMl: of("volumeMl"), effluxMl: of("effluxMl"), altShare: of("altShare"), mediaInMl: of("mediaInMl"), altInMl: of("altInMl"), wasteOutMl: of("wasteOutMl") };
}

/** Repaints when the level of a vial changes. */
export const useVolume = (unit: string, experiment: string): void => {
  useEntry(topics.bioreactorTopic(unit, experiment, VARIABLES.volumeMl));
};
