import { useState } from "react";

import { XYChart, type XYSeries } from "../../charts/XYChart";
import { seriesToken } from "../../charts/colours";
import { calibrations } from "../../texts/calibrations";
import { PlainTable } from "../../ui/PlainTable";
import { Segmented } from "../../ui/Segmented";
import { drawn, pointsOf, valueAt, type Calibration } from "./curve";

const t = calibrations.one;

interface Props {
  title: string;
  xLabel: string;
  yLabel: string;
  series: readonly XYSeries[];
  /** Rows of the table; without them the points of all series. */
  columns?: readonly string[];
  rows?: readonly (readonly string[])[];
}

/** Points and curves, as a drawing or as a table. */
export function CurveView({ title, xLabel, yLabel, series, columns, rows }: Props) {
  const [view, setView] = useState<"chart" | "table">("chart");
  const head = columns ?? [calibrations.device, xLabel, yLabel];
  const body = rows ?? series.filter((one) => !one.isLine).flatMap((one) => one.points.map(({ x, y }) => [one.label, calibrations.number(x), calibrations.number(y)]));
  return (
    <div className="curveview">
      <div className="tools">
        <ul className="curvelegend">
          {series.map((one) => (
            <li key={one.id}>
              <i className={one.isLine ? "line" : "point"} style={{ "--dot": `var(${seriesToken(one.slot)})` } as React.CSSProperties} />
              {one.label}
            </li>
          ))}
        </ul>
        <span className="grow" />
        <Segmented label={t.asChoice} options={[["chart", t.chart], ["table", t.table]] as const} value={view} onPick={setView} />
      </div>
      {view === "chart" ? (
        <XYChart xLabel={xLabel} yLabel={yLabel} sentence={t.chartLabel(title, xLabel, yLabel, series.map((one) => one.label))} series={series} />
      ) : (
        <PlainTable label={t.tableCaption(title)} columns={head} rows={body} />
      )}
    </div>
  );
}

/** One calibration: its points, its curve, and how far each point is from it. */
export function CalibrationCurve({ calibration }: { calibration: Calibration }) {
  const [x, y] = [calibrations.axis(calibration.x), calibrations.axis(calibration.y)];
  const points = pointsOf(calibration);
  const { curve_data_: curve } = calibration;
  const series: XYSeries[] = [
    { id: "fit", label: t.fit, slot: 1, isLine: true, points: drawn(calibration) },
    ...(points.length > 0 ? [{ id: "points", label: t.measured, slot: 2, isLine: false, points }] : []),
  ];
  const rows = points.map((point) => {
    const fit = valueAt(curve, point.x);
    return [point.x, point.y, fit, point.y - fit].map(calibrations.number);
  });
  return <CurveView title={calibration.calibration_name} xLabel={x} yLabel={y} series={series} columns={[x, `${y}, ${t.measured}`, `${y}, ${t.fit}`, t.deviationShort]} rows={rows} />;
}
