import type { UnitRow } from "../../api/types";
import { doublingH } from "../../features/jobs/Readings";
import { JOB_OF, useDoses, type Dose } from "../../features/dosing/doses";
import { ageS, freshnessOf, isRunning, jobState, labelOf, setting, summaryOf, valueOf } from "../../features/units/model";
import { clock, useGroup, useLink, useTick } from "../../live";
import { format, text } from "../../texts";

interface Props {
  units: readonly UnitRow[];
  experiment: string;
}

const t = text.pages.overview.now;

interface Cell {
  name: string;
  value: string;
  unit: string;
  note: string;
}

/** The most important ones that have data, in one line. */
const CELLS = 5;

/** The state of the experiment in one band. A cell whose data do not exist is left out. */
export function NowStrip({ units, experiment }: Props) {
  useGroup("$state");
  useGroup("growth_rate");
  useGroup("temperature");
  useTick();
  const doses = useDoses();
  const isDown = useLink().phase === "down";
  const cells = [unitsCell(units, experiment), growthCell(units, experiment), temperatureCell(units, experiment), relativeCell(units, experiment), doseCell(units, experiment, doses), newestCell(units, experiment)].filter((cell) => cell !== null).slice(0, CELLS);
  return (
    <dl className={`now${isDown ? " is-stale" : ""}`} data-now>
      {cells.map((cell) => (
        <div key={cell.name}>
          <dt>{cell.name}</dt>
          <dd className="v">
            {cell.value} <small>{cell.unit}</small>
          </dd>
          <dd className="note">{cell.note}</dd>
        </div>
      ))}
    </dl>
  );
}

function unitsCell(units: readonly UnitRow[], experiment: string): Cell {
  const summaries = units.map((row) => ({ row, ...summaryOf(row, experiment) }));
  const offline = summaries.filter((s) => s.isOffline);
  const stale = summaries.filter((s) => s.isStale && !s.isOffline);
  const measuring = units.filter((row) => jobState(row, experiment, "od_reading") === "ready").length;
  const names = (list: typeof summaries): string[] => list.map((s) => labelOf(s.row));
  const note = offline.length > 0 ? t.offlineUnits(names(offline)) : stale.length > 0 ? t.staleUnits(names(stale)) : measuring > 0 ? t.allWell : "";
  return { name: t.units, value: String(measuring), unit: t.measuring(units.length), note };
}

const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;

function numbers(units: readonly UnitRow[], experiment: string, quantity: "growth_rate" | "normalized_od"): number[] {
  return units.flatMap((row) => {
    const value = valueOf(row, experiment, quantity);
    return value && freshnessOf(row, experiment, quantity, value) !== "offline" ? [value.value] : [];
  });
}

function growthCell(units: readonly UnitRow[], experiment: string): Cell | null {
  const rates = numbers(units, experiment, "growth_rate");
  if (rates.length === 0) return null;
  const hours = doublingH(mean(rates));
  return { name: t.growth, value: format.rate(mean(rates)), unit: "1/h", note: hours === null ? t.noGrowth : t.doubling(format.duration(hours * 3600)) };
}

function relativeCell(units: readonly UnitRow[], experiment: string): Cell | null {
  const relative = numbers(units, experiment, "normalized_od").filter((v) => v > 0);
  if (relative.length === 0) return null;
  const doublings = mean(relative.map((v) => Math.log2(v)));
  return { name: t.generations, value: format.fixed(2 ** doublings, doublings > 3.3 ? 1 : 2), unit: t.times, note: t.doublings(format.fixed(doublings, 1)) };
}

function newestCell(units: readonly UnitRow[], experiment: string): Cell | null {
  const ages = units.flatMap((row) => ageS(row.pioreactor_unit, valueOf(row, experiment, "od")) ?? []);
  if (ages.length === 0) return null;
  const newest = units.map((row) => valueOf(row, experiment, "od")).filter((v) => v !== null);
  const last = Math.max(...newest.map((v) => Date.parse(v.measured_at)));
  return { name: t.newest, value: format.age(Math.min(...ages)), unit: t.ago, note: format.clock(last, true) };
}

/** A thermostat that is this close holds its target, °C. */
const AT_TARGET_C = 0.5;

function temperatureCell(units: readonly UnitRow[], experiment: string): Cell | null {
  const warm = units.flatMap((row) => {
    const value = isRunning(jobState(row, experiment, "temperature_automation")) ? valueOf(row, experiment, "temperature") : null;
    return value && freshnessOf(row, experiment, "temperature", value) !== "offline" ? [{ value: value.value, target: setting(row, experiment, "temperature_automation", "target_temperature") }] : [];
  });
  if (warm.length === 0) return null;
  const values = warm.map((one) => one.value);
  const held = warm.filter((one) => one.target !== null);
  const near = held.filter((one) => Math.abs(one.value - (one.target ?? 0)) <= AT_TARGET_C).length;
  const note = held.length > 0 ? t.atTarget(near, held.length) : t.spread(format.fixed(Math.min(...values), 1), format.fixed(Math.max(...values), 1));
  return { name: t.temperature, value: format.fixed(mean(values), 1), unit: "°C", note };
}

function doseCell(units: readonly UnitRow[], experiment: string, doses: readonly Dose[]): Cell | null {
  const last = doses.find((dose) => dose.experiment === experiment && dose.event !== JOB_OF.waste && units.some((row) => row.pioreactor_unit === dose.unit));
  const row = units.find((one) => one.pioreactor_unit === last?.unit);
  if (!last || !row) return null;
  const ageS = Math.max(0, clock.nowMs(last.unit) - last.endMs) / 1000;
  return { name: t.lastDose, value: format.fixed(last.volumeMl, Math.abs(last.volumeMl) < 0.995 ? 2 : 1), unit: "mL", note: t.dosed(labelOf(row), format.age(ageS), text.pages.chart.marks.doseNames[last.event] ?? last.event.replaceAll("_", " ")) };
}
