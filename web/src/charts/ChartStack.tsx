import { lazy, Suspense, useMemo } from "react";

import type { Experiment, LogRow, UnitRow } from "../api/types";
import { labelOf, odIntervalS, valueOf } from "../features/units/model";
import { useChartKinds } from "./kinds";
import { useMarks } from "../features/events/marks";

const ChartFrame = lazy(() => import("./ChartFrame").then((m) => ({ default: m.ChartFrame })));

interface Props {
  experiment: Experiment;
  units: readonly UnitRow[];
  /** Only this unit; null: all. */
  unit: string | null;
  /** Newest events, for the marks above the first chart. */
  logs: readonly LogRow[];
}

/** The charts of a page. The chart library comes after the first picture of the page; the room for it is kept. */
export function ChartStack({ experiment, units, unit, logs }: Props) {
  const name = experiment.experiment;
  const shape = units.map((row) => `${row.pioreactor_unit}|${labelOf(row)}|${row.color_slot}`).join("\n");
  const shown = useMemo(
    () =>
      shape.split("\n").map((line) => {
        const [id = "", label = "", slot = "1"] = line.split("|");
        return { unit: id, label, slot: Number(slot) };
      }),
    [shape],
  );
  const isCalibrated = units.some((row) => valueOf(row, name, "od")?.isCalibrated === true);
  const intervalS = Math.max(...units.map((row) => odIntervalS(row, name)), 1);
  const kinds = useChartKinds();
  const marks = useMarks(name, unit, logs, shown);
  return (
    <div className="stack">
      {kinds.map((kind, i) => (
        <Suspense key={kind.key} fallback={<section className="card" style={{ height: kind.height + 90 }} />}>
          <ChartFrame
            kind={kind}
            experiment={name}
            unit={unit}
            units={shown}
            startS={Date.parse(experiment.created_at) / 1000}
            intervalS={intervalS}
            isCalibrated={isCalibrated}
            hasLegend={i === 0 && unit === null}
            hasBrush={i === 0}
            marks={marks}
            {...(unit ? { height: i === 0 ? 190 : 150 } : {})}
          />
        </Suspense>
      ))}
    </div>
  );
}
