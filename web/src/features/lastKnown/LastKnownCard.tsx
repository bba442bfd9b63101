import { useEffect, useState } from "react";

import { format, text } from "../../texts";
import { Table, type Column } from "../../ui/Table";
import type { LastKnown, LastKnownUnit } from "./store";

const t = text.frame.lastKnown;

const COLUMNS: readonly Column<LastKnownUnit>[] = [
  { key: "unit", title: t.columns.unit, cell: (row) => row.label },
  { key: "state", title: t.columns.state, cell: (row) => `${row.words}, ${t.jobs(row.jobs)}` },
  { key: "od", title: t.columns.od, isNumber: true, cell: (row) => format.od(row.od) },
  { key: "growth", title: t.columns.growth, isNumber: true, cell: (row) => format.rate(row.growthPerH) },
  { key: "temperature", title: t.columns.temperature, isNumber: true, cell: (row) => format.fixed(row.temperatureC, 1) },
];

/** The cluster as it was, in the colours of old values: nothing here is of now, and it says so first. */
export function LastKnownCard({ picture }: { picture: LastKnown }) {
  const now = useNow();
  const at = Date.parse(picture.savedAt);
  return (
    <div className="lastknown is-stale" data-last-known={picture.savedAt}>
      <h2>{t.title}</h2>
      <p>
        <time dateTime={picture.savedAt} title={format.exact(at)}>
          {t.asOf(picture.experiment, format.moment(at, now), format.age((now - at) / 1000))}
        </time>
      </p>
      <Table name="last-known" caption={t.title} columns={COLUMNS} rows={picture.units} keyOf={(row) => row.unit} />
    </div>
  );
}

function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 10_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
