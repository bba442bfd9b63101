import type { ReactNode } from "react";

import type { Experiment } from "../../api/types";
import { Link } from "../../app/Link";
import { clock } from "../../live";
import { format } from "../../texts";
import { experiments as t } from "../../texts/experiments";
import { Chip } from "../../ui/Chip";
import { Table, type Column } from "../../ui/Table";
import { Outcome, useAction } from "../jobs/Outcome";
import { actionKey } from "./commands";
import { Description, Tags } from "./Details";
import { ExperimentMenu } from "./ExperimentMenu";
import { isActive } from "./model";

const c = t.columns;

interface Props {
  rows: readonly Experiment[];
  sort: string;
  onSort: (sort: string) => void;
  onTag: (tag: string) => void;
  onClone: (experiment: string) => void;
  empty: ReactNode;
}

/** All experiments with what they are about; description and tags are changed where they stand. */
export function ExperimentTable({ rows, sort, onSort, onTag, onClone, empty }: Props) {
  return (
    <Table name="experiments" className="experiments" caption={t.caption} columns={columnsOf(onTag, onClone)} rows={rows} keyOf={(row) => row.experiment} marks={(row) => ({ "data-experiment": row.experiment })} sort={sort} onSort={onSort} sortWords={t.sortBy} empty={empty} />
  );
}

const columnsOf = (onTag: Props["onTag"], onClone: Props["onClone"]): readonly Column<Experiment>[] => [
  { key: "name", title: c.name, sortBy: (row) => row.experiment, cell: (row) => <Name row={row} /> },
  { key: "state", title: c.state, isShort: true, sortBy: (row) => Number(isActive(row)), cell: (row) => <Chip kind={isActive(row) ? "ready" : "off"}>{isActive(row) ? t.active : t.idle}</Chip> },
  { key: "units", title: c.units, isNumber: true, sortBy: (row) => row.worker_count, cell: (row) => row.worker_count },
  { key: "created", title: c.created, isShort: true, sortBy: (row) => Date.parse(row.created_at), hint: (row) => format.exact(Date.parse(row.created_at)), cell: (row) => <Created row={row} /> },
  { key: "description", title: c.description, isWide: true, cell: (row) => <Description row={row} /> },
  { key: "tags", title: c.tags, isWide: true, sortBy: (row) => row.tags.join(", "), cell: (row) => <Tags row={row} onPick={onTag} /> },
  { key: "actions", title: c.actions, isUnnamed: true, cell: (row) => <ExperimentMenu row={row} size="sm" onClone={onClone} /> },
];

function Name({ row }: { row: Experiment }) {
  const record = useAction(actionKey(row.experiment));
  return (
    <>
      <Link to="/" params={{ experiment: row.experiment }} title={t.openOf(row.experiment)}>
        <b>{row.experiment}</b>
      </Link>
      <Outcome record={record} />
    </>
  );
}

function Created({ row }: { row: Experiment }) {
  const at = Date.parse(row.created_at);
  return (
    <>
      {format.moment(at, clock.nowMs())}
      <span className="under">{t.since(format.elapsedShort((clock.nowMs() - at) / 1000))}</span>
    </>
  );
}
