import { useInfiniteQuery, type InfiniteData, type UseInfiniteQueryResult } from "@tanstack/react-query";

import { ApiError, api, path, query } from "../../api/client";
import type { PastAlarm } from "../../api/types";
import { clock, useGroup } from "../../live";
import { format, text } from "../../texts";
import { Button } from "../../ui/Button";
import { Chip, type ChipKind } from "../../ui/Chip";

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
  if (rows.length === 0) return <p className="card body muted" style={{ padding: 16 }}>{t.historyNone}</p>;
  const c = t.columns;
  return (
    <>
      <div className="card tablebox hist" tabIndex={0} role="region" aria-label={t.tabs.history} data-past={rows.length}>
        <table className="data">
          <thead>
            <tr>
              {Object.values(c).map((word) => (
                <th key={word} scope="col">
                  {word}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={`${row.pioreactor_unit}${row.code}${row.raised_at}`} row={row} label={label} />
            ))}
          </tbody>
        </table>
      </div>
      {past.hasNextPage ? (
        <div style={{ marginTop: 10 }}>
          <Button size="sm" icon={past.isFetchingNextPage ? "init" : "chev"} spin={past.isFetchingNextPage} onClick={() => void past.fetchNextPage()}>
            {t.older}
          </Button>
        </div>
      ) : null}
    </>
  );
}

function Row({ row, label }: { row: PastAlarm; label: (unit: string) => string }) {
  const c = t.columns;
  const raised = Date.parse(row.raised_at);
  const over = row.returned_at ?? row.ended_at;
  return (
    <tr>
      <td className="nowrap" data-name={c.raised} title={format.exact(raised)}>
        {format.moment(raised, clock.nowMs())}
      </td>
      <td data-name={c.unit}>
        <b>{label(row.pioreactor_unit)}</b>
      </td>
      <td data-name={c.what} title={row.text}>
        {t.headline(label(row.pioreactor_unit), row.title, row.pioreactor_unit)}
      </td>
      <td data-name={c.state}>
        <Chip kind={CHIPS[row.state] ?? "off"}>{t.states[row.state] ?? row.state}</Chip>
      </td>
      <td className="nowrap" data-name={c.lasted}>
        {over ? format.duration((Date.parse(over) - raised) / 1000) : format.NONE}
      </td>
      <td data-name={c.by}>{row.acknowledged_by ?? format.NONE}</td>
    </tr>
  );
}
