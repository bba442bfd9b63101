import type { ReactNode } from "react";

import type { UnitRow } from "../../api/types";
import { Link } from "../../app/Link";
import { useParam } from "../../app/router";
import { seriesToken } from "../../charts/colours";
import { useGroup } from "../../live";
import { format, text } from "../../texts";
import { Chip } from "../../ui/Chip";
import { Table, type Column } from "../../ui/Table";
import { MiniVial } from "./MiniVial";
import { AutomationName } from "../automations/AutomationName";
import { volumeOf } from "./vialState";
import { ageS, isRunning, jobState, labelOf, rawSetting, shadeOf, summaryOf, truthOf, valueOf } from "./model";
import { StopUnitButton } from "./StopUnitButton";
import { useStates } from "./useUnit";

interface Props {
  units: readonly UnitRow[];
  experiment: string;
  hasTruth: boolean;
}

const t = text.pages.units;

/** Worst first. */
const ORDER = ["alarm", "offline", "stale", "warn", "init", "off", "sleeping", "ready"];

/** The temperature of the liquid while something measures it. */
const temperatureOf = (row: UnitRow, experiment: string): number | null =>
  isRunning(jobState(row, experiment, "temperature_automation")) ? (valueOf(row, experiment, "temperature")?.value ?? null) : null;

/** A measured number of a column; bold, and grey when it is not of now. */
const number = (key: keyof typeof t.columns, value: (row: UnitRow) => number | null | undefined, show: (value: number | null | undefined) => ReactNode): Column<UnitRow> => ({
  key,
  title: t.columns[key],
  isNumber: true,
  sortBy: (row) => value(row) ?? null,
  cell: (row) => <span className="val">{show(value(row))}</span>,
});

const columnsOf = (experiment: string, hasTruth: boolean): Column<UnitRow>[] => [
  { key: "unit", title: t.columns.unit, sortBy: labelOf, cell: (row) => <UnitLink row={row} experiment={experiment} hasTruth={hasTruth} /> },
  { key: "state", title: t.columns.state, sortBy: (row) => ORDER.indexOf(summaryOf(row, experiment).kind), cell: (row) => <State row={row} experiment={experiment} /> },
  { key: "od", title: t.columns.od, isNumber: true, sortBy: (row) => valueOf(row, experiment, "od")?.value ?? null, cell: (row) => <Od row={row} experiment={experiment} /> },
  number("growth", (row) => valueOf(row, experiment, "growth_rate")?.value, format.rate),
  number("temperature", (row) => temperatureOf(row, experiment), (value) => format.fixed(value, 1)),
  number("volume", (row) => volumeOf(row, experiment), (value) => format.fixed(value, 1)),
  { key: "dosing", title: t.columns.dosing, sortBy: (row) => rawSetting(row, experiment, "dosing_automation", "automation_name") ?? "", cell: (row) => <AutomationName row={row} experiment={experiment} job="dosing_automation" /> },
  number("rpm", (row) => valueOf(row, experiment, "rpm")?.value, format.rpm),
  { key: "age", title: t.columns.age, isNumber: true, sortBy: (row) => ageOf(row, experiment), cell: (row) => <span className="age">{format.age(ageOf(row, experiment))}</span> },
  ...(hasTruth ? [number("truth", (row) => truthOf(row.pioreactor_unit)?.od600, format.od)] : []),
  { key: "actions", title: t.columns.actions, isUnnamed: true, cell: (row) => <StopUnitButton row={row} experiment={experiment} size="sm" /> },
];

const ageOf = (row: UnitRow, experiment: string): number | null => ageS(row.pioreactor_unit, valueOf(row, experiment, "od"));

/** Every unit in one line, sorted by any column; on a phone each cell names its column. */
export function UnitTable({ units, experiment, hasTruth }: Props) {
  useStates();
  useGroup("ods");
  useGroup("bioreactor");
  useGroup("temperature");
  const [sort, onSort] = useParam("sort", "unit");
  return (
    <Table
      name="units"
      className="utable"
      caption={t.name}
      columns={columnsOf(experiment, hasTruth)}
      rows={units}
      keyOf={(row) => row.pioreactor_unit}
      marks={(row) => ({ "data-unit-row": row.pioreactor_unit, ...(summaryOf(row, experiment).isStale ? { className: "is-stale" } : {}) })}
      sort={sort}
      onSort={onSort}
      sortWords={t.sortBy}
    />
  );
}

function UnitLink({ row, experiment, hasTruth }: { row: UnitRow; experiment: string; hasTruth: boolean }) {
  const unit = row.pioreactor_unit;
  const summary = summaryOf(row, experiment);
  const truth = hasTruth ? truthOf(unit) : null;
  return (
    <Link className="unitlink" to={`/units/${encodeURIComponent(unit)}`}>
      <MiniVial od={summary.isOffline ? null : shadeOf(row, experiment, truth)} isStale={summary.isStale} volumeMl={volumeOf(row, experiment)} capacityMl={row.vial?.capacity_ml} />
      <i className="dot" style={{ "--dot": `var(${seriesToken(row.color_slot)})` } as React.CSSProperties} />
      <b className="ellipsis">{labelOf(row)}</b>
    </Link>
  );
}

function State({ row, experiment }: { row: UnitRow; experiment: string }) {
  const { kind, words } = summaryOf(row, experiment);
  return <Chip kind={kind}>{words}</Chip>;
}

function Od({ row, experiment }: { row: UnitRow; experiment: string }) {
  const od = valueOf(row, experiment, "od");
  return (
    <span className="val">
      {od ? (od.isCalibrated ? format.od(od.value) : format.significant(od.value, 3)) : format.NONE} <small>{od?.isCalibrated ? "OD" : "V"}</small>
    </span>
  );
}
