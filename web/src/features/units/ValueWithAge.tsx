import type { UnitRow } from "../../api/types";
import { clock } from "../../live";
import { format } from "../../texts";
import { ageS, freshnessOf, type Quantity, type Value, valueOf } from "./model";
import { useQuantity } from "./useUnit";

interface Props {
  row: UnitRow;
  experiment: string;
  quantity: Quantity;
  unitText: string;
  show: (value: Value) => string;
}

/** A process value with the age of its measurement; stale values look stale. */
export function ValueWithAge({ row, experiment, quantity, unitText, show }: Props) {
  useQuantity(row.pioreactor_unit, experiment, quantity);
  const value = valueOf(row, experiment, quantity);
  const fresh = freshnessOf(row, experiment, quantity, value);
  const isOld = fresh === "stale" || fresh === "offline";
  if (!value) return <span className="pv">{format.NONE}</span>;
  const at = Date.parse(value.measured_at);
  return (
    <span className={isOld ? "is-stale" : ""} data-freshness={fresh}>
      <span className="pv" title={`${format.exact(at)}, ${row.pioreactor_unit}`}>
        {show(value)} <small>{unitText}</small>
      </span>
      <br />
      <Age row={row} value={value} freshness={fresh} at={at} />
    </span>
  );
}

function Age({ row, value, freshness, at }: { row: UnitRow; value: Value; freshness: string; at: number }) {
  const isOld = freshness === "stale" || freshness === "offline";
  const words = isOld ? `at ${format.moment(at, clock.nowMs())}` : `${format.age(ageS(row.pioreactor_unit, value))} ago`;
  return (
    <time className={`age ${freshness}`} dateTime={value.measured_at}>
      {words}
    </time>
  );
}
