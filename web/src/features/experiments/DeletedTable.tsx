import type { DeletedExperiment } from "../../api/types";
import { clock } from "../../live";
import { format } from "../../texts";
import { leader } from "../../texts/leader";
import { Button } from "../../ui/Button";
import { Chip } from "../../ui/Chip";
import { Table, type Column } from "../../ui/Table";
import { bringBack } from "./deleted";

const t = leader.deleted;
const c = t.columns;

/** How long its data stay, in words. */
export function leftOf(row: Pick<DeletedExperiment, "remove_at">, nowMs: number): string {
  const seconds = (Date.parse(row.remove_at) - nowMs) / 1000;
  return seconds > 0 ? t.inTime(seconds) : t.soon;
}

const columnsOf = (onRemove: (row: DeletedExperiment) => void): readonly Column<DeletedExperiment>[] => [
  {
    key: "name",
    title: c.name,
    cell: (row) => (
      <>
        <b>{row.experiment}</b>
        {row.description ? <span className="under">{row.description}</span> : null}
      </>
    ),
  },
  { key: "deleted", title: c.deleted, isShort: true, hint: (row) => format.exact(Date.parse(row.deleted_at)), cell: (row) => format.moment(Date.parse(row.deleted_at), clock.nowMs()) },
  { key: "left", title: c.left, isShort: true, hint: (row) => format.exact(Date.parse(row.remove_at)), cell: (row) => (row.is_being_removed ? <Chip kind="init">{t.going}</Chip> : leftOf(row, clock.nowMs())) },
  {
    key: "actions",
    title: c.actions,
    isUnnamed: true,
    cell: (row) => {
      const whyNot = row.is_being_removed ? t.goingAlready : null;
      return (
        <span className="rowacts">
          <Button size="sm" icon="undo" needs="operator" whyNot={whyNot} aria-label={t.restoreOf(row.experiment)} onClick={() => void bringBack(row.experiment)}>
            {t.restore}
          </Button>
          <Button size="sm" kind="danger" needs="admin" whyNot={whyNot} aria-label={t.removeOf(row.experiment)} onClick={() => onRemove(row)}>
            {t.remove}
          </Button>
        </span>
      );
    },
  },
];

/** Experiments that can still be had back. */
export function DeletedTable({ rows, onRemove }: { rows: readonly DeletedExperiment[]; onRemove: (row: DeletedExperiment) => void }) {
  return <Table name="deleted" caption={t.caption} columns={columnsOf(onRemove)} rows={rows} keyOf={(row) => row.experiment} marks={(row) => ({ "data-deleted": row.experiment })} empty={<p>{t.none}</p>} />;
}
