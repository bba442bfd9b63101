import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";

import { fetchLogs } from "../../api/queries";
import type { LogRow } from "../../api/types";
import { Link } from "../../app/Link";
import { useParam } from "../../app/router";
import { joinNotes, merge, rankOf, useLiveLogs } from "../../features/events/liveLogs";
import { LogList } from "../../features/events/LogList";
import { labelOf } from "../../features/units/model";
import { text } from "../../texts";
import { Button } from "../../ui/Button";
import { NoExperiment } from "../overview/EmptyCards";
import { useTitle, type PageProps } from "../common";
import { Filters } from "./Filters";

const PAGE = 100;
const t = text.pages.events;

/** What happened? Newest first, live; new lines wait in a pill while the reader has scrolled down. */
export function EventsPage({ session, overview, onCreate }: PageProps) {
  useTitle(t.name, session.cluster_name);
  const [level, setLevel] = useParam("level", "INFO");
  const [unit, setUnit] = useParam("unit");
  const [scope, setScope] = useParam("scope");
  const experiment = overview.experiment?.experiment ?? null;
  const where = scope === "all" ? null : experiment;
  const stored = useInfiniteQuery({
    queryKey: ["logs", where, level],
    queryFn: ({ pageParam }) => fetchLogs({ experiment: where, level, skip: pageParam }),
    initialPageParam: 0,
    getNextPageParam: (last: LogRow[], pages) => (last.length < PAGE ? undefined : pages.length * PAGE),
  });
  const live = useLiveLogs().filter((row) => where === null || row.experiment === where);
  const held = useHeldBack(live);
  const found = merge(held.rows, stored.data?.pages.flat() ?? []).filter((row) => rankOf(row.level) >= rankOf(level) && (unit === "" || row.pioreactor_unit === unit));
  const rows = joinNotes(found);
  const label = (name: string): string => {
    const row = overview.units.find((one) => one.pioreactor_unit === name);
    return row ? labelOf(row) : t.unitOf(name);
  };
  if (!experiment) return <NoExperiment onCreate={onCreate} />;
  return (
    <>
      <div className="pagehead">
        <div>
          <h1 tabIndex={-1}>{t.name}</h1>
          <div className="meta">
            <span>{scope === "all" ? t.everything : experiment}</span>
          </div>
        </div>
        <div className="actions">
          <Link className="btn" to="/export" params={{ datasets: "logs" }}>
            {t.export}
          </Link>
        </div>
      </div>
      <Filters level={level} onLevel={setLevel} unit={unit} onUnit={setUnit} scope={scope} onScope={setScope} units={overview.units} />
      {held.fresh > 0 ? (
        <div style={{ position: "sticky", top: 64, zIndex: 5, display: "grid", placeItems: "center", height: 0 }}>
          <Button kind="primary" size="sm" onClick={held.show}>
            {t.fresh(held.fresh)}
          </Button>
        </div>
      ) : null}
      <section className="card" aria-label={t.name} data-log-rows={rows.length}>
        {stored.isError ? (
          <p className="body" role="alert">
            {t.failed}{" "}
            <button type="button" className="linkish" onClick={() => void stored.refetch()}>
              {text.pages.chart.again}
            </button>
          </p>
        ) : null}
        {rows.length === 0 && !stored.isPending ? <p className="body muted">{t.none}</p> : null}
        <LogList rows={rows} labelOf={label} hasDays />
        <div style={{ padding: "10px var(--pad)" }}>
          {stored.hasNextPage ? (
            <Button size="sm" icon={stored.isFetchingNextPage ? "init" : "chev"} spin={stored.isFetchingNextPage} onClick={() => void stored.fetchNextPage()}>
              {t.more}
            </Button>
          ) : rows.length > 0 ? (
            <span className="small muted">{t.end}</span>
          ) : null}
        </div>
      </section>
    </>
  );
}

/** New lines are shown at once at the top of the page, and held back while the reader is further down. */
function useHeldBack(live: readonly LogRow[]): { rows: readonly LogRow[]; fresh: number; show: () => void } {
  const [seen, setSeen] = useState(live.length);
  const isTop = scrollY < 200;
  const total = live.length;
  if (isTop && seen !== total) queueMicrotask(() => setSeen(total));
  const fresh = isTop ? 0 : Math.max(0, total - seen);
  return {
    rows: live.slice(fresh),
    fresh,
    show: () => {
      scrollTo(0, 0);
      setSeen(total);
    },
  };
}
