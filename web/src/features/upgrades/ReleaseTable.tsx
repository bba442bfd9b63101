import type { ReleaseRow } from "../../api/types";
import { format, text } from "../../texts";
import { upgrades as t } from "../../texts/upgrades";
import { Chip } from "../../ui/Chip";
import { Table, type Column } from "../../ui/Table";
import { lastChange } from "./model";

const c = t.units.columns;
const jobsOn = (row: ReleaseRow): string[] => [...new Set((row.release?.running ?? []).map((job) => text.actions.jobName(job.job_name)))];

const COLUMNS: readonly Column<ReleaseRow>[] = [
  {
    key: "unit",
    title: c.unit,
    cell: (row) => (
      <>
        <b>{row.unit}</b> {row.is_leader ? <span className="under">{t.units.leader}</span> : null}
      </>
    ),
  },
  { key: "version", title: c.version, hint: (row) => row.error ?? undefined, cell: (row) => (row.release ? <b>{row.release.version}</b> : <Chip kind="offline">{t.units.silent}</Chip>) },
  { key: "previous", title: c.previous, cell: ({ release }) => release?.previous || format.NONE },
  { key: "running", title: c.running, hint: (row) => format.list(jobsOn(row)), cell: (row) => (row.release ? runningWords(jobsOn(row)) : format.NONE) },
  { key: "free", title: c.free, isShort: true, cell: ({ release }) => (release ? t.size(release.free_bytes) : format.NONE) },
  {
    key: "last",
    title: c.last,
    isWide: true,
    cell: (row) => (
      <>
        {lastChange(row, format.duration) ?? format.NONE}
        {row.release?.change?.failure ? <span className="under">{row.release.change.failure}</span> : null}
      </>
    ),
  },
];

const runningWords = (jobs: readonly string[]): string => (jobs.length === 0 ? t.units.nothing : t.units.jobs(jobs.length));

/** Which release each unit uses, as it says itself. */
export function ReleaseTable({ rows }: { rows: readonly ReleaseRow[] }) {
  return <Table name="releases" caption={t.units.title} columns={COLUMNS} rows={rows} keyOf={(row) => row.unit} marks={(row) => ({ "data-release-of": row.unit, "data-version": row.release?.version ?? "" })} />;
}
