import { clock } from "../../live";
import { format } from "../../texts";
import { calibrations } from "../../texts/calibrations";
import { Chip } from "../../ui/Chip";
import { Menu, type MenuItem } from "../../ui/Menu";
import { Table, type Column } from "../../ui/Table";
import { fileOf, putToUse, stopUsing, type Place } from "./commands";
import type { Calibration } from "./curve";
import { newestFirst } from "./model";

const t = calibrations.one;
const c = t.columns;

interface Props {
  place: Place;
  rows: readonly Calibration[];
  /** Name of the one that is shown beside. */
  shown: string;
  onShow: (name: string) => void;
  onDelete: (row: Calibration) => void;
}

/** The calibrations of one device, the newest first. */
export function CalibrationTable({ place, rows, shown, onShow, onDelete }: Props) {
  return <Table name="calibrations" caption={t.caption(place.unit, place.device)} columns={columnsOf({ place, shown, onShow, onDelete })} rows={newestFirst(rows)} keyOf={(row) => row.calibration_name} marks={(row) => ({ "data-calibration": row.calibration_name, "data-active": String(row.is_active) })} />;
}

const columnsOf = ({ place, shown, onShow, onDelete }: Omit<Props, "rows">): readonly Column<Calibration>[] => [
  {
    key: "name",
    title: c.name,
    cell: (row) => (
      <button type="button" className="linkish" aria-label={t.look(row.calibration_name)} aria-current={row.calibration_name === shown ? "true" : undefined} onClick={() => onShow(row.calibration_name)}>
        <b>{row.calibration_name}</b>
      </button>
    ),
  },
  { key: "state", title: c.state, isShort: true, cell: (row) => <Chip kind={row.is_active ? "ready" : "off"}>{row.is_active ? t.inUse : t.stored}</Chip> },
  { key: "made", title: c.made, isShort: true, hint: (row) => format.exact(Date.parse(row.created_at)), cell: (row) => format.moment(Date.parse(row.created_at), clock.nowMs()) },
  { key: "points", title: c.points, isNumber: true, cell: (row) => row.recorded_data.x.length },
  { key: "actions", title: c.actions, isUnnamed: true, cell: (row) => <Menu size="sm" label={t.menu(row.calibration_name)} items={itemsOf(place, row, onDelete)} /> },
];

const itemsOf = (place: Place, row: Calibration, onDelete: Props["onDelete"]): MenuItem[] => [
  row.is_active
    ? { label: calibrations.unuse.verb, needs: "operator", onPick: () => void stopUsing(place) }
    : { label: calibrations.use.verb, icon: "check", needs: "operator", onPick: () => void putToUse(place, row.calibration_name) },
  { label: t.download, icon: "dl", onPick: () => location.assign(fileOf(place, row.calibration_name)) },
  { label: calibrations.delete.verb, icon: "x", needs: "operator", onPick: () => onDelete(row) },
];
