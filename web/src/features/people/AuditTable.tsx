import { useId, useState } from "react";

import type { AuditEvent, Verification } from "../../api/types";
import { clock } from "../../live";
import { format, text } from "../../texts";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { Older } from "../../ui/Older";
import { Table, type Column } from "../../ui/Table";
import { useAudit, verifyAudit } from "./commands";

const t = text.people.audit;
const c = t.columns;

const COLUMNS: readonly Column<AuditEvent>[] = [
  { key: "at", title: c.at, isShort: true, hint: (row) => format.exact(Date.parse(row.at)), cell: (row) => format.moment(Date.parse(row.at), clock.nowMs()) },
  {
    key: "actor",
    title: c.actor,
    cell: (row) => (
      <>
        <b>{row.actor}</b>
        <span className="under">{t.from(row.role, row.source)}</span>
      </>
    ),
  },
  {
    key: "action",
    title: c.action,
    cell: (row) => (
      <>
        {row.action}
        <span className="under">{row.object}</span>
      </>
    ),
  },
  {
    key: "change",
    title: c.change,
    isWide: true,
    cell: (row) => (
      <>
        {row.old || row.new ? <pre>{t.change(row.old, row.new)}</pre> : format.NONE}
        {row.reason ? <span className="under">{t.reason(row.reason)}</span> : null}
      </>
    ),
  },
  { key: "outcome", title: c.outcome, isShort: true, cell: (row) => row.outcome },
];

/** Who changed what: newest first, searched on the leader, checked on request. */
export function AuditTable({ search, onSearch }: { search: string; onSearch: (text: string) => void }) {
  const id = useId();
  const found = useAudit(search);
  const [checked, setChecked] = useState<Verification | null>(null);
  const rows = found.data?.pages.flat() ?? [];
  return (
    <>
      <div className="tools">
        <label htmlFor={id} className="small muted">
          {t.search}
        </label>
        <div className="input" style={{ width: "min(320px, 100%)" }}>
          <input id={id} type="search" value={search} onChange={(e) => onSearch(e.target.value)} />
        </div>
        <span className="grow" />
        <Button size="sm" icon="check" onClick={() => void verifyAudit().then(setChecked, () => undefined)}>
          {t.verify}
        </Button>
      </div>
      {checked ? (
        <div role="status" style={{ margin: "12px 0" }}>
          <Banner kind={checked.is_whole ? "ok" : "alarm"} cause={checked.is_whole ? t.whole(checked.events) : t.broken(checked.broken_at ?? null)}>
            {checked.cause}
          </Banner>
        </div>
      ) : null}
      {found.isPending ? null : <Table name="audit" className="audit" caption={text.people.page.tabs.audit} columns={COLUMNS} rows={rows} keyOf={(row) => String(row.event_id)} empty={<p>{found.isError ? text.people.page.failed : t.none}</p>} />}
      <Older list={found}>{t.older}</Older>
    </>
  );
}
