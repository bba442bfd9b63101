import type { UnitRow } from "../../api/types";
import { Link } from "../../app/Link";
import { useParam } from "../../app/router";
import { seriesToken } from "../../charts/colours";
import { useGroup } from "../../live";
import { format, text } from "../../texts";
import { Chip } from "../../ui/Chip";
import { Icon } from "../../ui/Icon";
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

type Column = "unit" | "state" | "od" | "growth" | "temperature" | "volume" | "dosing" | "rpm" | "age";
const COLUMNS: readonly Column[] = ["unit", "state", "od", "growth", "temperature", "volume", "dosing", "rpm", "age"];
const TEXT_COLUMNS: ReadonlySet<Column> = new Set(["unit", "state", "dosing"]);
/** Worst first. */
const ORDER = ["alarm", "offline", "stale", "warn", "init", "off", "sleeping", "ready"];

function keyOf(row: UnitRow, experiment: string, column: Column): string | number {
  const none = Number.NEGATIVE_INFINITY;
  switch (column) {
    case "unit":
      return labelOf(row);
    case "state":
      return ORDER.indexOf(summaryOf(row, experiment).kind);
    case "od":
      return valueOf(row, experiment, "od")?.value ?? none;
    case "growth":
      return valueOf(row, experiment, "growth_rate")?.value ?? none;
    case "rpm":
      return valueOf(row, experiment, "rpm")?.value ?? none;
    case "temperature":
      return temperatureOf(row, experiment) ?? none;
    case "volume":
      return volumeOf(row, experiment) ?? none;
    case "dosing":
      return rawSetting(row, experiment, "dosing_automation", "automation_name") ?? "";
    case "age":
      return ageS(row.pioreactor_unit, valueOf(row, experiment, "od")) ?? none;
  }
}

/** The temperature of the liquid while something measures it. */
const temperatureOf = (row: UnitRow, experiment: string): number | null =>
  isRunning(jobState(row, experiment, "temperature_automation")) ? (valueOf(row, experiment, "temperature")?.value ?? null) : null;

function compare(a: string | number, b: string | number): number {
  return typeof a === "string" && typeof b === "string" ? a.localeCompare(b, undefined, { numeric: true }) : Number(a) - Number(b);
}

/** Every unit in one line, sorted by any column; on a phone each cell names its column. */
export function UnitTable({ units, experiment, hasTruth }: Props) {
  useStates();
  useGroup("ods");
  useGroup("bioreactor");
  useGroup("temperature");
  const [sort, setSort] = useParam("sort", "unit");
  const isDown = sort.startsWith("-");
  const by = COLUMNS.find((column) => column === sort.replace("-", "")) ?? "unit";
  const rows = units.toSorted((p, q) => compare(keyOf(p, experiment, by), keyOf(q, experiment, by)) * (isDown ? -1 : 1));
  return (
    <div className="card tablebox utable" tabIndex={0} role="region" aria-label={t.name}>
      <table className="data">
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <th key={column} scope="col" className={TEXT_COLUMNS.has(column) ? "" : "n"} aria-sort={by === column ? (isDown ? "descending" : "ascending") : "none"}>
                <button type="button" title={t.sortBy(t.columns[column])} onClick={() => setSort(by === column && !isDown ? `-${column}` : column)}>
                  {t.columns[column]}
                  {by === column ? <Icon name={isDown ? "chev" : "up"} small /> : null}
                </button>
              </th>
            ))}
            {hasTruth ? (
              <th scope="col" className="n">
                {t.columns.truth}
              </th>
            ) : null}
            <th scope="col">
              <span className="sr">{t.columns.actions}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.pioreactor_unit} row={row} experiment={experiment} hasTruth={hasTruth} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ row, experiment, hasTruth }: { row: UnitRow; experiment: string; hasTruth: boolean }) {
  const unit = row.pioreactor_unit;
  const summary = summaryOf(row, experiment);
  const od = valueOf(row, experiment, "od");
  const truth = hasTruth ? truthOf(unit) : null;
  const c = t.columns;
  return (
    <tr className={summary.isStale ? "is-stale" : ""} data-unit-row={unit}>
      <th scope="row">
        <Link className="unitlink" to={`/units/${encodeURIComponent(unit)}`}>
          <MiniVial od={summary.isOffline ? null : shadeOf(row, experiment, truth)} isStale={summary.isStale} volumeMl={volumeOf(row, experiment)} capacityMl={row.vial?.capacity_ml} />
          <i className="dot" style={{ "--dot": `var(${seriesToken(row.color_slot)})` } as React.CSSProperties} />
          <b className="ellipsis">{labelOf(row)}</b>
        </Link>
      </th>
      <td>
        <Chip kind={summary.kind}>{summary.words}</Chip>
      </td>
      <td className="n pvs" data-name={c.od}>
        {od ? (od.isCalibrated ? format.od(od.value) : format.significant(od.value, 3)) : format.NONE} <small>{od?.isCalibrated ? "OD" : "V"}</small>
      </td>
      <td className="n pvs" data-name={c.growth}>
        {format.rate(valueOf(row, experiment, "growth_rate")?.value)}
      </td>
      <td className="n pvs" data-name={c.temperature}>
        {format.fixed(temperatureOf(row, experiment), 1)}
      </td>
      <td className="n pvs" data-name={c.volume}>
        {format.fixed(volumeOf(row, experiment), 1)}
      </td>
      <td data-name={c.dosing}>
        <AutomationName row={row} experiment={experiment} job="dosing_automation" />
      </td>
      <td className="n pvs" data-name={c.rpm}>
        {format.rpm(valueOf(row, experiment, "rpm")?.value)}
      </td>
      <td className="n age" data-name={c.age}>
        {format.age(ageS(unit, od))}
      </td>
      {hasTruth ? (
        <td className="n pvs" data-name={c.truth}>
          {format.od(truth?.od600)}
        </td>
      ) : null}
      <td className="n">
        <StopUnitButton row={row} experiment={experiment} size="sm" />
      </td>
    </tr>
  );
}
