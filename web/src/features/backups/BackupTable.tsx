import type { BackupLine } from "../../api/types";
import { clock } from "../../live";
import { format } from "../../texts";
import { leader as t } from "../../texts/leader";
import { Button } from "../../ui/Button";
import { Table, type Column } from "../../ui/Table";
import { placesOf } from "./model";

const c = t.backups.columns;
const agoOf = (at: string): string => t.ago(Math.max(0, (clock.nowMs() - Date.parse(at)) / 1000));

const columnsOf = (onCheck: (line: BackupLine) => void): readonly Column<BackupLine>[] => [
  {
    key: "when",
    title: c.when,
    hint: (line) => format.exact(Date.parse(line.made_at)),
    cell: (line) => (
      <>
        <b>{format.moment(Date.parse(line.made_at), clock.nowMs())}</b>
        <span className="under">{line.is_usable ? t.backups.version(line.version) : `${t.backups.version(line.version)}, ${t.backups.newer}`}</span>
      </>
    ),
  },
  { key: "size", title: c.size, isNumber: true, isShort: true, cell: (line) => t.size(line.size_bytes) },
  { key: "rows", title: c.rows, isNumber: true, isShort: true, cell: (line) => format.fixed(line.rows, 0) },
  { key: "readBack", title: c.readBack, isShort: true, hint: (line) => format.exact(Date.parse(line.read_back_at)), cell: (line) => agoOf(line.read_back_at) },
  { key: "where", title: c.where, cell: (line) => format.list(placesOf(line)) },
  {
    key: "actions",
    title: c.actions,
    isUnnamed: true,
    cell: (line) => (
      <Button size="sm" needs="admin" aria-label={t.backups.checkOf(line.name)} onClick={() => onCheck(line)}>
        {t.backups.check}
      </Button>
    ),
  },
];

/** Every backup that is known of, wherever it lies. */
export function BackupTable({ backups, onCheck }: { backups: readonly BackupLine[]; onCheck: (line: BackupLine) => void }) {
  return <Table name="backups" caption={t.backups.caption} columns={columnsOf(onCheck)} rows={backups} keyOf={(line) => line.name} marks={(line) => ({ "data-backup": line.name })} empty={<p>{t.backups.none}</p>} />;
}
