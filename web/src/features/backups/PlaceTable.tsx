import type { BackupPlace } from "../../api/types";
import { DOCUMENTATION } from "../../app/nav";
import { Link } from "../../app/Link";
import { clock } from "../../live";
import { format } from "../../texts";
import { leader as t } from "../../texts/leader";
import { Chip } from "../../ui/Chip";
import { Table, type Column } from "../../ui/Table";

const p = t.places;
const c = p.columns;
const moment = (at: string | null | undefined): string => (at ? format.moment(Date.parse(at), clock.nowMs()) : p.never);

const COLUMNS: readonly Column<BackupPlace>[] = [
  { key: "name", title: c.name, cell: (place) => <b>{place.name}</b> },
  { key: "where", title: c.where, cell: (place) => place.where || format.NONE },
  { key: "copies", title: c.copies, isNumber: true, isShort: true, cell: (place) => format.fixed(place.copies, 0) },
  { key: "newest", title: c.newest, isShort: true, cell: (place) => (place.newest_at ? moment(place.newest_at) : format.NONE) },
  {
    key: "tried",
    title: c.tried,
    isWide: true,
    cell: (place) =>
      place.error ? (
        <>
          <Chip kind="warn">{moment(place.tried_at)}</Chip>
          <span className="under">{place.error}</span>
        </>
      ) : (
        <Chip kind={place.tried_at ? "ready" : "off"}>{place.tried_at ? `${moment(place.tried_at)}, ${p.well}` : p.never}</Chip>
      ),
  },
];

/** Where else backups lie, and how the last try ended; without any, how to name one. */
export function PlaceTable({ places }: { places: readonly BackupPlace[] }) {
  const empty = (
    <>
      <p>{p.none}</p>
      <div className="actions">
        <Link className="btn sm" to="/config" params={{ find: "backup" }}>
          {p.configure}
        </Link>{" "}
        <a className="btn sm quiet" href={`${DOCUMENTATION}provisioning.html#copies-elsewhere`}>
          {p.how}
        </a>
      </div>
    </>
  );
  return <Table name="places" caption={p.caption} columns={COLUMNS} rows={places} keyOf={(place) => place.name} marks={(place) => ({ "data-place": place.name })} empty={empty} />;
}
