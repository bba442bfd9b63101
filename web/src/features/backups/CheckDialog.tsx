import { useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";

import { refusal } from "../../api/refusal";
import type { BackupLine, RestoreChecked } from "../../api/types";
import { clock } from "../../live";
import { format } from "../../texts";
import { leader as t } from "../../texts/leader";
import { Button } from "../../ui/Button";
import { Commands } from "../../ui/Commands";
import { Dialog } from "../../ui/Dialog";
import { Icon } from "../../ui/Icon";
import { Refused } from "../../ui/Refused";
import { Table, type Column } from "../../ui/Table";
import { checkRestore } from "./commands";
import { losesNothing, tableChanges, type TableChange } from "./model";

const c = t.check;

/** Has the leader read a backup back and say what a restore would change, then how to do it. Changes nothing itself. */
export function CheckDialog({ line, onClose }: { line: BackupLine; onClose: () => void }) {
  const sources = [...(line.is_here ? [""] : []), ...line.places];
  const [place, setPlace] = useState(sources[0] ?? "");
  const checked = useQuery({ queryKey: ["restore-check", line.name, place], queryFn: () => checkRestore(line.name, place), staleTime: Number.POSITIVE_INFINITY, gcTime: 0, retry: false });
  return (
    <Dialog
      title={c.title}
      lead={c.lead(format.moment(Date.parse(line.made_at), clock.nowMs()), t.size(line.size_bytes))}
      isWide
      onClose={onClose}
      footer={
        <>
          {checked.isError ? <Button onClick={() => void checked.refetch()}>{c.again}</Button> : null}
          <span className="grow" />
          <Button onClick={onClose}>{c.close}</Button>
        </>
      }
    >
      {sources.length > 1 ? (
        <div className="field">
          <label htmlFor="restore-from">{c.from}</label>
          <select id="restore-from" className="btn" value={place} onChange={(e) => setPlace(e.target.value)}>
            {sources.map((name) => (
              <option key={name} value={name}>
                {name || t.backups.here}
              </option>
            ))}
          </select>
        </div>
      ) : null}
      {checked.isFetching ? (
        <p role="status" className="t2 waitline">
          <Icon name="init" spin /> {c.reading}
        </p>
      ) : null}
      <Refused failure={checked.isError && !checked.isFetching ? refusal(checked.error) : null} />
      {checked.data ? <Told told={checked.data} /> : null}
    </Dialog>
  );
}

const COLUMNS: readonly Column<TableChange>[] = [
  { key: "table", title: c.columns.table, cell: (row) => row.table },
  { key: "now", title: c.columns.now, isNumber: true, cell: (row) => (row.now === null ? c.noTable : format.fixed(row.now, 0)) },
  { key: "backup", title: c.columns.backup, isNumber: true, cell: (row) => (row.backup === null ? c.noTable : format.fixed(row.backup, 0)) },
  { key: "change", title: c.columns.change, isNumber: true, cell: (row) => `${row.change > 0 ? "+" : ""}${format.fixed(row.change, 0)}` },
];

function Told({ told }: { told: RestoreChecked }) {
  const { changes } = told;
  // Of a database that cannot be read nothing can be counted.
  const tables = changes.is_damaged ? [] : tableChanges(changes);
  const safe = losesNothing(changes);
  return (
    <div data-restore-check={told.name}>
      <ul className="facts">
        <Fact icon="check">{c.whole(changes.backup_version, changes.version)}</Fact>
        {changes.is_damaged ? <Fact icon="alarm">{c.damaged}</Fact> : safe ? <Fact icon="check">{c.same}</Fact> : <Fact icon="clock">{`${c.age(changes.age_s)}: ${c.rowsLost(format.fixed(changes.rows_lost, 0))}.`}</Fact>}
        {changes.experiments_lost.length > 0 ? <Fact icon="alarm">{`${c.lost(changes.experiments_lost.length)}: ${format.list(changes.experiments_lost)}.`}</Fact> : null}
        {changes.experiments_back.length > 0 ? <Fact icon="undo">{`${c.back(changes.experiments_back.length)}: ${format.list(changes.experiments_back)}.`}</Fact> : null}
        {safe || changes.is_damaged ? null : <Fact icon={changes.units_keep ? "check" : "alarm"}>{changes.units_keep ? c.unitsKeep : c.unitsMayNot}</Fact>}
      </ul>
      {tables.length > 0 ? (
        <details className="advanced">
          <summary>{c.tables}</summary>
          <Table name="restore-tables" caption={c.tables} columns={COLUMNS} rows={tables} keyOf={(row) => row.table} />
        </details>
      ) : null}
      <section className="howto">
        <h3>{c.how}</h3>
        <p className="t2">{c.howBody}</p>
        <Commands label={t.commands.label} lines={told.commands} words={t.commands} />
        <p className="muted small">{c.files(told.files_option)}</p>
        <h3>{c.undo}</h3>
        <Commands label={c.undo} lines={told.undo} words={t.commands} />
      </section>
    </div>
  );
}

function Fact({ icon, children }: { icon: "check" | "clock" | "alarm" | "undo"; children: ReactNode }) {
  return (
    <li>
      <Icon name={icon} small />
      <span>{children}</span>
    </li>
  );
}
