import type { ReactNode } from "react";

import type { UnitRow } from "../../api/types";
import { format, text } from "../../texts";
import { AutomationReadings } from "../automations/AutomationReadings";
import { isFamily } from "../automations/families";
import { isRunning, setting, valueOf, type Quantity, type Value } from "../units/model";
import { useQuantity, useSetting } from "../units/useUnit";
import { ValueWithAge } from "../units/ValueWithAge";
import type { JobKind } from "./catalogue";
import { Setpoint } from "./Setpoint";

interface Props {
  row: UnitRow;
  experiment: string;
  job: JobKind;
  state: string;
  reason: string | null;
}

const r = text.pages.job.readings;

/** Up to three readings of a job: what is measured, what is wanted. They never share one number. */
export function Readings(props: Props) {
  const { job, state } = props;
  if (!isRunning(state)) return <p className="muted">{text.pages.unit.notRunning[job.name] ?? text.pages.unit.offPlain(job.description)}</p>;
  if (isFamily(job.name)) return <AutomationReadings row={props.row} experiment={props.experiment} job={job} reason={props.reason} />;
  const Own = OWN[job.name];
  if (!Own && job.settings.length === 0) return <p className="muted">{job.description ?? text.pages.unitState.working}</p>;
  return (
    <dl className="read">
      {Own ? <Own {...props} /> : null}
      {job.settings.map((s) => (
        <Setpoint key={s.key} row={props.row} experiment={props.experiment} job={job.name} setting={s} reason={props.reason} />
      ))}
      {job.name === "stirring" ? <Output {...props} name="duty_cycle" label={r.output} /> : null}
    </dl>
  );
}

const Pair = ({ label, children }: { label: ReactNode; children: ReactNode }) => (
  <div>
    <dt>{label}</dt>
    <dd>{children}</dd>
  </div>
);

function Output({ row, experiment, job, name, label }: Props & { name: string; label: string }) {
  useSetting(row.pioreactor_unit, experiment, job.name, name);
  const value = setting(row, experiment, job.name, name);
  if (value === null) return null;
  return (
    <Pair label={label}>
      <span className="pv">
        {format.percent(value)} <small>%</small>
      </span>
    </Pair>
  );
}

function StirringReadings(props: Props) {
  return (
    <Pair label={r.measured}>
      <ValueWithAge row={props.row} experiment={props.experiment} quantity="rpm" unitText="rpm" show={(v) => format.rpm(v.value)} />
    </Pair>
  );
}

function OdReadings(props: Props) {
  const { row, experiment } = props;
  useQuantity(row.pioreactor_unit, experiment, "od");
  const od = valueOf(row, experiment, "od");
  const show = (v: Value): string => (v.isCalibrated ? format.od(v.value) : format.significant(v.value, 3));
  return (
    <Pair label={od?.isCalibrated ? "OD600" : r.od(od?.angle ?? null)}>
      <ValueWithAge row={row} experiment={experiment} quantity="od" unitText={od?.isCalibrated ? "" : "V"} show={show} />
    </Pair>
  );
}

/** Time in which the culture doubles, hours; null where it does not grow. */
export const doublingH = (rate: number | null | undefined): number | null => (typeof rate === "number" && rate > 0.005 ? Math.LN2 / rate : null);

function GrowthReadings(props: Props) {
  const { row, experiment } = props;
  const quantity: Quantity = "growth_rate";
  useQuantity(row.pioreactor_unit, experiment, quantity);
  const value = valueOf(row, experiment, quantity);
  if (!value) return <p className="muted">{text.pages.job.warming}</p>;
  const hours = doublingH(value.value);
  return (
    <>
      <Pair label={r.growth}>
        <ValueWithAge row={row} experiment={experiment} quantity={quantity} unitText="1/h" show={(v) => format.rate(v.value)} />
      </Pair>
      <Pair label={r.doubling}>
        <span className="pv">
          {hours === null ? format.NONE : format.fixed(hours, 2)} <small>h</small>
        </span>
        <br />
        {typeof value.low === "number" && typeof value.high === "number" ? (
          <span className="age">
            {format.rate(value.low)} to {format.rate(value.high)} 1/h
          </span>
        ) : null}
      </Pair>
      <Pair label={r.relative}>
        <ValueWithAge row={row} experiment={experiment} quantity="normalized_od" unitText="×" show={(v) => format.rate(v.value)} />
      </Pair>
    </>
  );
}

/** What these jobs measure; any other job shows what its descriptor names. */
const OWN: Record<string, ((props: Props) => ReactNode) | undefined> = { stirring: StirringReadings, od_reading: OdReadings, growth_rate_calculating: GrowthReadings };
