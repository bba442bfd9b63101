import { useModels } from "../../api/queries";
import type { Model, UnitRow } from "../../api/types";

/** What the vial of a unit holds, mL: to the brim, and at most by rule. Null: no model is set. */
export interface Limits {
  capacityMl: number;
  maxFillMl: number;
}

export function limitsOf(row: UnitRow, models: readonly Model[]): Limits | null {
  if (typeof row.vial?.capacity_ml === "number" && typeof row.vial.max_fill_ml === "number") return { capacityMl: row.vial.capacity_ml, maxFillMl: row.vial.max_fill_ml };
  const model = models.find((one) => one.model_name === row.model_name && one.model_version === row.model_version);
  return model ? { capacityMl: model.reactor_capacity_ml, maxFillMl: model.reactor_max_fill_volume_ml } : null;
}

export const useLimits = (row: UnitRow): Limits | null => limitsOf(row, useModels().data ?? []);
