import type { UnitRow } from "../../api/types";
import { Link } from "../../app/Link";
import { seriesToken } from "../../charts/colours";
import { clock } from "../../live";
import { format, text } from "../../texts";
import { Chip } from "../../ui/Chip";
import { useAutomationNow } from "../automations/AutomationReadings";
import { MiniVial } from "./MiniVial";
import { ageS, freshnessOf, isRunning, jobState, labelOf, shadeOf, summaryOf, truthOf, valueOf } from "./model";
import { useVolume, volumeOf } from "./vialState";
import { useQuantity, useStates, useTruth } from "./useUnit";

interface Props {
  row: UnitRow;
  experiment: string;
  hasTruth: boolean;
}

/** A unit in two lines: vial, colour, name, state; values with their age. The whole row is one link. */
export function UnitLine({ row, experiment, hasTruth }: Props) {
  const unit = row.pioreactor_unit;
  useStates();
  useQuantity(unit, experiment, "od");
  useQuantity(unit, experiment, "growth_rate");
  useQuantity(unit, experiment, "temperature");
  useVolume(unit, experiment);
  useTruth(unit);
  const truth = hasTruth ? truthOf(unit) : null;
  const dosing = useAutomationNow(row, experiment, "dosing_automation");
  const isDosing = jobState(row, experiment, "dosing_automation") === "ready";
  const summary = summaryOf(row, experiment);
  const od = valueOf(row, experiment, "od");
  const growth = valueOf(row, experiment, "growth_rate");
  const rpm = valueOf(row, experiment, "rpm");
  const temperature = isRunning(jobState(row, experiment, "temperature_automation")) ? valueOf(row, experiment, "temperature") : null;
  const volumeMl = volumeOf(row, experiment);
  const isOld = summary.isStale || freshnessOf(row, experiment, "od", od) === "stale";
  return (
    <Link to={`/units/${encodeURIComponent(unit)}`} className={`urow${isOld ? " is-stale" : ""}${summary.isOffline ? " is-offline" : ""}`} data-unit={unit}>
      <MiniVial od={summary.isOffline ? null : shadeOf(row, experiment, truth)} isStale={isOld} volumeMl={volumeMl ?? truth?.volume_ml} capacityMl={row.vial?.capacity_ml} />
      <span className="nm">
        <i className="dot" style={{ "--dot": `var(${seriesToken(row.color_slot)})` } as React.CSSProperties} />
        <span className="ellipsis">{labelOf(row)}</span>
      </span>
      <Chip kind={summary.kind}>{summary.kind === "ready" && isDosing && dosing.shown ? dosing.shown : summary.words}</Chip>
      <span className="vals">
        <span>
          <b>{od ? (od.isCalibrated ? format.od(od.value) : format.significant(od.value, 3)) : format.NONE}</b> {od?.isCalibrated ? "OD" : "V"}
        </span>
        <span>
          <b>{format.rate(growth?.value)}</b> 1/h
        </span>
        {truth?.od600 === undefined ? (
          temperature ? (
            <span>
              <b>{format.fixed(temperature.value, 1)}</b> °C
            </span>
          ) : (
            <span>
              <b>{format.rpm(rpm?.value)}</b> rpm
            </span>
          )
        ) : (
          <span className="truth" title={text.pages.overview.truthTip}>
            {text.pages.units.isTrue} <b>{format.od(truth.od600)}</b> OD
          </span>
        )}
        {volumeMl === null || truth ? null : (
          <span>
            <b>{format.fixed(volumeMl, 1)}</b> mL
          </span>
        )}
        {od ? <AgeOf row={row} at={od.measured_at} ageS={ageS(unit, od)} freshness={isOld ? "stale" : freshnessOf(row, experiment, "od", od)} /> : null}
      </span>
    </Link>
  );
}

function AgeOf({ row, at, ageS, freshness }: { row: UnitRow; at: string; ageS: number | null; freshness: string }) {
  const ms = Date.parse(at);
  return (
    <time className={`age ${freshness}`} dateTime={at} title={`${format.exact(ms)}, ${row.pioreactor_unit}`}>
      {freshness === "stale" ? format.moment(ms, clock.nowMs()) : format.age(ageS)}
    </time>
  );
}
