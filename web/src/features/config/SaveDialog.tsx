import { useState } from "react";

import { refusal, type Failure } from "../../api/refusal";
import type { ConfigEffect } from "../../api/types";
import { text } from "../../texts";
import { config as t } from "../../texts/config";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Refused } from "../../ui/Refused";
import { Table, type Column } from "../../ui/Table";
import { save, usePreview, type ConfigFile } from "./commands";
import { Diff } from "./Diff";
import { FaultList } from "./FaultList";

export type Saved = readonly { unit: string; isAway: boolean }[];

interface Props {
  /** Empty: the shared file. */
  unit: string;
  file: ConfigFile;
  draft: string;
  onClose: () => void;
  onSaved: (saved: Saved) => void;
}

const s = t.save;

/** What saving would change and who will notice, before it is done. */
export function SaveDialog({ unit, file, draft, onClose, onSaved }: Props) {
  const preview = usePreview(unit, draft, file.version);
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const found = preview.data;
  const whyNot = found ? (found.faults.length > 0 ? t.faulty : file.text === draft ? s.none : null) : s.asking;
  const press = (): void => {
    if (isBusy) return;
    setBusy(true);
    setFailure(null);
    save(unit, draft, file.version).then(onSaved, (error: unknown) => {
      setBusy(false);
      setFailure(refusal(error));
    });
  };
  return (
    <Dialog
      title={unit === "" ? s.titleShared : s.titleOwn(unit)}
      isWide
      onClose={onClose}
      footer={
        <>
          <span className="grow" />
          <Button onClick={onClose}>{text.frame.cancel}</Button>
          <Button kind="primary" needs="admin" whyNot={whyNot} onClick={press} {...(isBusy ? { icon: "init" as const, spin: true } : {})}>
            {unit === "" ? s.goShared : s.goOwn(unit)}
          </Button>
        </>
      }
    >
      <Refused failure={failure ?? (preview.isError ? refusal(preview.error) : null)} />
      <h3>{s.diff}</h3>
      <Diff before={file.text} after={draft} none={s.none} />
      {found ? <FaultList faults={found.faults} /> : null}
      <h3>{s.units}</h3>
      {found ? <Table name="effects" caption={s.units} columns={COLUMNS} rows={found.units} keyOf={(row) => row.unit} marks={(row) => ({ "data-effect": row.unit })} /> : preview.isError ? null : <p className="muted">{s.asking}</p>}
    </Dialog>
  );
}

const COLUMNS: readonly Column<ConfigEffect>[] = [
  { key: "unit", title: s.columns.unit, cell: (row) => <b>{row.unit}</b> },
  { key: "values", title: s.columns.values, isWide: true, cell: (row) => <Values row={row} /> },
  { key: "jobs", title: s.columns.jobs, isWide: true, cell: (row) => (row.error ? s.away : row.jobs.length > 0 ? s.running(row.jobs) : s.noJob) },
];

function Values({ row }: { row: ConfigEffect }) {
  if (row.changes.length === 0) return <span className="muted">{s.nothing}</span>;
  const shown = (value: string | null): string => (value === null ? t.absent : value === "" ? t.empty : value);
  return (
    <ul>
      {row.changes.map(({ section, key, before, after }) => (
        <li key={`${section} ${key}`}>{before === after ? s.secret(key) : s.change(key, shown(before), shown(after))}</li>
      ))}
    </ul>
  );
}
