import { useId, useState } from "react";

import type { AuditEvent, Verification } from "../../api/types";
import { clock } from "../../live";
import { format, text } from "../../texts";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { useAudit, verifyAudit } from "./commands";

const t = text.people.audit;

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
      {rows.length === 0 && !found.isPending ? <p className="card body muted" style={{ padding: 16 }}>{found.isError ? text.people.page.failed : t.none}</p> : null}
      {rows.length > 0 ? (
        <div className="card tablebox people" tabIndex={0} role="region" aria-label={text.people.page.tabs.audit} data-audit={rows.length}>
          <table className="data">
            <thead>
              <tr>
                {Object.values(t.columns).map((word) => (
                  <th key={word} scope="col">
                    {word}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <Row key={row.event_id} row={row} />
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
      {found.hasNextPage ? (
        <div style={{ marginTop: 10 }}>
          <Button size="sm" icon={found.isFetchingNextPage ? "init" : "chev"} spin={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
            {t.older}
          </Button>
        </div>
      ) : null}
    </>
  );
}

function Row({ row }: { row: AuditEvent }) {
  const at = Date.parse(row.at);
  return (
    <tr>
      <td className="nowrap" data-name={t.columns.at} title={format.exact(at)}>
        {format.moment(at, clock.nowMs())}
      </td>
      <td data-name={t.columns.actor}>
        <b>{row.actor}</b>
        <div className="under">{t.from(row.role, row.source)}</div>
      </td>
      <td data-name={t.columns.action}>
        {row.action}
        <div className="under">{row.object}</div>
      </td>
      <td data-name={t.columns.change} className="change">
        {row.old || row.new ? <pre>{t.change(row.old, row.new)}</pre> : format.NONE}
        {row.reason ? <div className="under">{t.reason(row.reason)}</div> : null}
      </td>
      <td data-name={t.columns.outcome} className="nowrap">
        {row.outcome}
      </td>
    </tr>
  );
}
