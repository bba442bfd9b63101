import { useInfiniteQuery, type InfiniteData, type UseInfiniteQueryResult } from "@tanstack/react-query";

import { ApiError, api, path, query } from "../../api/client";
import type { PastAlarm } from "../../api/types";
import { clock, useGroup } from "../../live";
import { format, text } from "../../texts";
import { Chip, type ChipKind } from "../../ui/Chip";
import { Older } from "../../ui/Older";
import { Table, type Column } from "../../ui/Table";

const t = text.alarms;
const PAGE = 100;
const CHIPS: Record<string, ChipKind> = { new: "alarm", returned: "ready", acknowledged: "warn", ended: "off" };

/** Alarms of the whole cluster with their beginning and end, newest first. */
export function usePast(limit = PAGE): UseInfiniteQueryResult<InfiniteData<PastAlarm[]>> {
  const version = useGroup("alarms");
  return useInfiniteQuery({
    queryKey: ["alarm-history", limit, limit === PAGE ? version : 0],
    queryFn: ({ pageParam }) => api.get<PastAlarm[]>(query(path("alarms", "history"), { skip: pageParam, limit })),
    initialPageParam: 0,
    getNextPageParam: (last: PastAlarm[], pages) => (last.length < limit ? undefined : pages.length * limit),
    placeholderData: (before) => before,
    retry: false,
  });
}

export function History({ label }: { label: (unit: string) => string }) {
  const past = usePast();
  const rows = past.data?.pages.flat() ?? [];
  const isLater = past.error instanceof ApiError && past.error.status === 404;
  if (past.isError)
    return (
      <p className="card body" role="alert">
        {isLater ? t.historyLater : t.historyFailed}{" "}
        {isLater ? null : (
          <button type="button" className="linkish" onClick={() => void past.refetch()}>
            {t.again}
          </button>
        )}
      </p>
    );
  if (past.isPending) return <span className="skeleton" style={{ height: 200 }} />;
  return (
    <>
      <Table name="past-alarms" className="past" caption={t.tabs.history} columns={columnsOf(label)} rows={rows} keyOf={(row) => `${row.pioreactor_unit}${row.code}${row.raised_at}`} empty={<p>{t.historyNone}</p>} />
      <Older list={past}>{t.older}</Older>
    </>
  );
}

const lastedS = (row: PastAlarm): number | null => {
  const over = row.returned_at ?? row.ended_at;
  return over ? (Date.parse(over) - Date.parse(row.raised_at)) / 1000 : null;
};

const columnsOf = (label: (unit: string) => string): readonly Column<PastAlarm>[] => [
  { key: "raised", title: t.columns.raised, isShort: true, hint: (row) => format.exact(Date.parse(row.raised_at)), cell: (row) => format.moment(Date.parse(row.raised_at), clock.nowMs()) },
  { key: "unit", title: t.columns.unit, cell: (row) => <b>{label(row.pioreactor_unit)}</b> },
  { key: "what", title: t.columns.what, isWide: true, hint: (row) => row.text, cell: (row) => t.headline(label(row.pioreactor_unit), row.title, row.pioreactor_unit) },
  { key: "state", title: t.columns.state, cell: (row) => <Chip kind={CHIPS[row.state] ?? "off"}>{t.states[row.state] ?? row.state}</Chip> },
  { key: "lasted", title: t.columns.lasted, isShort: true, cell: (row) => format.duration(lastedS(row)) },
  { key: "by", title: t.columns.by, cell: (row) => row.acknowledged_by ?? format.NONE },
];
