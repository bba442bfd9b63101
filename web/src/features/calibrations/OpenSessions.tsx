import { Link } from "../../app/Link";
import { clock } from "../../live";
import { format } from "../../texts";
import { calibrating } from "../../texts/calibrating";
import { Button } from "../../ui/Button";
import { Table, type Column } from "../../ui/Table";
import { Outcome, useAction } from "../jobs/Outcome";
import { abortOpen, OPEN, sessionPath, useOpenSessions, type Unfinished } from "./sessions";

const t = calibrating.open;
const c = t.columns;

const COLUMNS: readonly Column<Unfinished>[] = [
  {
    key: "what",
    title: c.what,
    cell: (row) => (
      <>
        <b>{calibrating.session.title(row.unit, row.target_device)}</b>
        <span className="under">{row.protocol_title}</span>
      </>
    ),
  },
  { key: "step", title: c.step, cell: (row) => (row.is_working ? t.works : row.title) },
  { key: "answered", title: c.answered, isShort: true, hint: (row) => format.exact(Date.parse(row.updated_at)), cell: (row) => format.moment(Date.parse(row.updated_at), clock.nowMs()) },
  {
    key: "actions",
    title: c.actions,
    isUnnamed: true,
    cell: (row) => (
      <span className="rowacts">
        <Button size="sm" needs="operator" aria-label={t.abortOf(row.unit, row.target_device)} onClick={() => void abortOpen(row)}>
          {t.abort}
        </Button>
        <Link className="btn sm primary" to={sessionPath(row.unit, row.session_id)} aria-label={t.goOnOf(row.unit, row.target_device)}>
          {t.goOn}
        </Link>
      </span>
    ),
  },
];

/** Sessions that somebody has left; nothing when there is none. */
export function OpenSessions({ unit }: { unit?: string }) {
  const found = useOpenSessions();
  const record = useAction(OPEN);
  const rows = (found.data ?? []).filter((row) => unit === undefined || row.unit === unit);
  return (
    <>
      <Outcome record={record} />
      {rows.length > 0 ? (
        <section aria-label={t.title} className="section">
          <div className="subhead">
            <div>
              <h2>{t.title}</h2>
              <p className="t2">{t.lead}</p>
            </div>
          </div>
          <Table name="open-sessions" caption={t.caption} columns={COLUMNS} rows={rows} keyOf={(row) => row.session_id} marks={(row) => ({ "data-session": row.session_id })} />
        </section>
      ) : null}
    </>
  );
}
