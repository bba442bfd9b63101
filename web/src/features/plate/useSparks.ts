import { useHistories } from "../../charts/history";
import { niceRange } from "../../charts/axes";
import { endsOf, type Span } from "../../charts/span";
import { tailsOf } from "../../charts/tails";
import type { SeriesColumns } from "../../api/types";
import { useTick } from "../../live";
import type { Reading } from "./reading";
import { isCalibrated, KINDS } from "./readings";
import { columnsOf, NO_SHAPE, shapeOf, WIDTH, type Points, type Shape } from "./sparkline";
import type { Place } from "./usePlaces";

/** One scale for all lines that have the same unit. */
export interface Scale {
  unit: string;
  low: number;
  high: number;
}

export interface Sparks {
  shapes: ReadonlyMap<string, Shape>;
  scales: readonly Scale[];
  isFailed: boolean;
  onRetry: () => void;
}

const NONE: Points = { t: [], y: [] };

/** What a line of the reading is measured in: signals of units with and without a calibration have no common scale. */
const unitOf = ({ row, experiment }: Place, reading: Reading): string => {
  if (reading === "od") return isCalibrated(row, experiment.experiment) ? "OD" : "V";
  return { growth: "1/h", temperature: "°C", volume: "mL" }[reading];
};

/** The lines of all wells: history by one request per experiment, live points behind it, drawn anew once a second. */
export function useSparks(places: readonly Place[], reading: Reading, span: Span): Sparks {
  useTick();
  const kind = KINDS[reading];
  const experiments = [...new Map(places.map(({ experiment }) => [experiment.experiment, experiment])).values()];
  const startS = Math.min(...experiments.map((one) => Date.parse(one.created_at) / 1000));
  const replies = useHistories(
    experiments.map((one) => one.experiment),
    { table: kind.table, unit: null, span, startS, points: WIDTH },
  );
  const stored = new Map<string, SeriesColumns>();
  const live = new Map<string, { name: string; points: Points }>();
  experiments.forEach(({ experiment }, k) => {
    for (const one of replies[k]?.data?.series ?? []) if (one.name < (stored.get(one.unit)?.name ?? "\uffff")) stored.set(one.unit, one);
    for (const { point, tail } of tailsOf(experiment, kind.table)) if (point.name < (live.get(point.unit)?.name ?? "\uffff")) live.set(point.unit, { name: point.name, points: tail });
  });
  const resolutionS = Math.max(0, ...replies.map((reply) => reply.data?.resolution_s ?? 0));
  const [a, b] = endsOf(span, startS);
  const ends = { fromMs: a * 1000, toMs: b * 1000 };
  const lines = places.map((place) => {
    const unit = place.row.pioreactor_unit;
    return { unit, measure: unitOf(place, reading), ...columnsOf(stored.get(unit) ?? NONE, live.get(unit)?.points ?? NONE, ends) };
  });
  const scales = [...new Set(lines.map((line) => line.measure))].map((measure) =>
    scaleOf(
      measure,
      lines.flatMap((line) => (line.measure === measure ? line.y : [])),
      reading,
      Math.max(0, ...places.map(({ row }) => row.vial?.capacity_ml ?? 0)),
    ),
  );
  const shapes = new Map(
    lines.map((line) => {
      const scale = scales.find((one) => one.unit === line.measure);
      return [line.unit, scale ? shapeOf(line, { ...ends, low: scale.low, high: scale.high, resolutionS, isStepped: kind.isStepped }) : NO_SHAPE];
    }),
  );
  const isFailed = replies.some((reply) => reply.isError);
  return { shapes, scales: scales.filter((scale) => scale.high > scale.low), isFailed, onRetry: () => replies.forEach((reply) => reply.isError && void reply.refetch()) };
}

function scaleOf(unit: string, values: readonly number[], reading: Reading, capacityMl: number): Scale {
  const kind = KINDS[reading];
  if (reading === "volume") return { unit, low: 0, high: capacityMl || (kind.domain?.[1] ?? 0) };
  if (values.length === 0) return { unit, low: 0, high: 0 };
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  const more = Math.max(0, kind.leastRange - (high - low)) / 2;
  [low, high] = niceRange(low - more, high + more, kind.domain);
  return { unit, low, high };
}
