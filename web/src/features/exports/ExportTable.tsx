import { useState } from "react";

import { refusal, type Failure } from "../../api/refusal";
import type { ExportLine, ExportRun } from "../../api/types";
import { clock } from "../../live";
import { format } from "../../texts";
import { errands } from "../../texts/errands";
import { exporting as t } from "../../texts/exporting";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { Refused } from "../../ui/Refused";
import { Table, type Column } from "../../ui/Table";
import { deleteExport, fileAt } from "./commands";
import { SYSTEM } from "./model";

const c = t.recent.columns;
const CHECKSUM_SIGNS = 12;

const experimentsOf = (run: ExportRun): string[] => run.selection.experiments.map((name) => (name === SYSTEM ? t.range.system : name));

/** What became of an export whose file is not there. */
const endOf = (line: ExportLine): string => (line.run.outcome === "succeeded" ? t.recent.over : errands.outcome[line.run.outcome]);

const columnsOf = (onDelete: (runId: string) => void): readonly Column<ExportLine>[] => [
  {
    key: "when",
    title: c.when,
    hint: ({ run }) => format.exact(Date.parse(run.asked_at)),
    cell: ({ run }) => (
      <>
        <b>{format.moment(Date.parse(run.asked_at), clock.nowMs())}</b>
        <span className="under">{run.asked_by}</span>
      </>
    ),
  },
  { key: "what", title: c.what, isWide: true, cell: ({ run }) => t.recent.what(run.selection.datasets.length, experimentsOf(run)) },
  { key: "rows", title: c.rows, isNumber: true, isShort: true, cell: ({ run }) => (run.filename ? format.fixed(run.rows, 0) : format.NONE) },
  { key: "size", title: c.size, isNumber: true, isShort: true, cell: ({ run }) => (run.filename ? t.recent.size(run.size_bytes) : format.NONE) },
  { key: "checksum", title: c.checksum, isShort: true, hint: ({ run }) => run.sha256 || undefined, cell: ({ run }) => (run.sha256 ? <code className="mono">{run.sha256.slice(0, CHECKSUM_SIGNS)}…</code> : format.NONE) },
  {
    key: "actions",
    title: c.actions,
    isUnnamed: true,
    cell: (line) => (
      <span className="rowacts">
        {line.is_there ? (
          <a className="btn sm" href={fileAt(line.run.filename)} download={line.run.filename} aria-label={t.recent.downloadOf(line.run.filename)}>
            <Icon name="dl" small />
            {t.recent.download}
          </a>
        ) : (
          <span className="small muted">{endOf(line)}</span>
        )}
        {line.is_there && line.may_end ? (
          <Button size="sm" kind="quiet" aria-label={t.recent.deleteOf(line.run.filename)} onClick={() => onDelete(line.run.run_id)}>
            {t.recent.delete}
          </Button>
        ) : null}
      </span>
    ),
  },
];

/** What was exported before, by whomever; files stay for some hours. */
export function ExportTable({ lines }: { lines: readonly ExportLine[] }) {
  const [failure, setFailure] = useState<Failure | null>(null);
  const remove = (runId: string): void => {
    setFailure(null);
    deleteExport(runId).catch((error: unknown) => setFailure(refusal(error)));
  };
  return (
    <>
      <Refused failure={failure} />
      <Table name="exports" caption={t.recent.caption} columns={columnsOf(remove)} rows={lines} keyOf={({ run }) => run.run_id} marks={({ run }) => ({ "data-export": run.run_id })} empty={<p>{t.recent.none}</p>} />
    </>
  );
}
