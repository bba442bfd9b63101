import { Link } from "../../app/Link";
import { format } from "../../texts";
import { calibrations as t } from "../../texts/calibrations";
import { Chip, type ChipKind } from "../../ui/Chip";
import { Table, type Column } from "../../ui/Table";
import { pathOf } from "./commands";
import type { Cell, CellState } from "./model";

export interface MatrixRow {
  unit: string;
  /** Null for a unit that did not answer. */
  cells: readonly Cell[] | null;
}

const CHIPS: Record<CellState, ChipKind> = { active: "ready", old: "warn", idle: "sleeping", missing: "off", unfitted: "off" };

/** Which unit lacks which calibration, which one is in use, and how old it is. */
export function Matrix({ rows, devices }: { rows: readonly MatrixRow[]; devices: readonly string[] }) {
  return <Table name="coverage" className="coverage" caption={t.caption} columns={columnsOf(devices)} rows={rows} keyOf={(row) => row.unit} marks={(row) => ({ "data-calibrations-of": row.unit })} empty={<p>{t.noneFound}</p>} />;
}

const columnsOf = (devices: readonly string[]): readonly Column<MatrixRow>[] => [
  { key: "unit", title: t.unit, isShort: true, cell: (row) => <b>{row.unit}</b> },
  ...devices.map((device): Column<MatrixRow> => ({ key: device, title: t.Device(device), cell: (row) => <MatrixCell unit={row.unit} cell={row.cells?.find((one) => one.device === device) ?? null} /> })),
];

function MatrixCell({ unit, cell }: { unit: string; cell: Cell | null }) {
  if (!cell) return <Chip kind="offline">{t.silent}</Chip>;
  if (cell.state === "unfitted")
    return (
      <span className="muted small" data-cell={cell.state}>
        {t.cells.unfitted}
      </span>
    );
  const words = t.cells[cell.state];
  const more = cell.ageS !== null ? t.cellAge(format.age(cell.ageS)) : cell.state === "idle" ? t.cellMore(cell.stored) : null;
  return (
    <Link className="cellink" to={pathOf({ unit, device: cell.device })} aria-label={t.cellOf(unit, cell.device, [words, cell.active?.calibration_name, more].filter(Boolean).join(", "))} data-cell={cell.state} title={cell.active?.calibration_name}>
      <Chip kind={CHIPS[cell.state]}>{words}</Chip>
      {more ? <span className="under">{more}</span> : null}
    </Link>
  );
}
