import type { XYSeries } from "../../charts/XYChart";
import { calibrations as t } from "../../texts/calibrations";
import { drawn, pointsOf, type Calibration } from "./curve";
import { CurveView } from "./CurveView";

interface Props {
  device: string;
  rows: readonly { unit: string; calibration: Calibration }[];
}

/** The curves in use of one device, of several units in one drawing. */
export function Curves({ device, rows }: Props) {
  const first = rows[0]?.calibration;
  if (!first) return null;
  const series = rows.flatMap(({ unit, calibration }, i): XYSeries[] => [
    { id: `${unit}-fit`, label: unit, slot: (i % 12) + 1, isLine: true, points: drawn(calibration) },
    { id: `${unit}-points`, label: `${unit}, ${t.one.measured}`, slot: (i % 12) + 1, isLine: false, points: pointsOf(calibration) },
  ]);
  return (
    <section className="card" aria-label={t.curves(device)} data-curves={device}>
      <header>
        <h2>{t.curves(device)}</h2>
      </header>
      <div className="body">
        <CurveView title={t.curves(device)} xLabel={t.axis(first.x)} yLabel={t.axis(first.y)} series={series} />
      </div>
    </section>
  );
}
