import type { RunLine } from "../../api/types";
import { clock } from "../../live";
import { format } from "../../texts";
import { errands } from "../../texts/errands";
import { upgrades as t } from "../../texts/upgrades";
import { Chip } from "../../ui/Chip";
import { Table, type Column } from "../../ui/Table";
import { useRuns } from "./commands";
import { outcomeChip } from "./model";
import { runTitle } from "./RunCard";

const c = t.history.columns;

const COLUMNS: readonly Column<RunLine>[] = [
  { key: "when", title: c.when, isShort: true, hint: (run) => format.exact(Date.parse(run.asked_at)), cell: (run) => <b>{format.moment(Date.parse(run.asked_at), clock.nowMs())}</b> },
  { key: "what", title: c.what, cell: runTitle },
  { key: "outcome", title: c.outcome, hint: (run) => run.message, cell: (run) => <Chip kind={outcomeChip(run.outcome)}>{errands.outcome[run.outcome]}</Chip> },
  { key: "units", title: c.units, hint: (run) => format.list(run.changed), cell: (run) => t.history.changed(run.changed.length, run.changed.length + run.others.length) },
  { key: "took", title: c.took, isShort: true, cell: (run) => format.duration(run.took_s) },
  { key: "who", title: c.who, cell: (run) => run.asked_by || format.NONE },
];

/** Upgrades and rollbacks so far, the newest first. `version` changes when there is a new one. */
export function RunHistory({ version }: { version: string }) {
  const runs = useRuns(version);
  return runs.data ? <Table name="runs" caption={t.history.title} columns={COLUMNS} rows={runs.data} keyOf={(run) => run.run_id} empty={<p>{t.history.none}</p>} /> : null;
}
