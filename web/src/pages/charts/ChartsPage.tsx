import { useMemo } from "react";

import { Link } from "../../app/Link";
import { useParam } from "../../app/router";
import { arrange, useArranged, USUAL } from "../../charts/arrangement";
import { ChartStack } from "../../charts/ChartStack";
import { ChartTools } from "../../charts/ChartTools";
import { clock } from "../../live";
import { format, text } from "../../texts";
import { Button } from "../../ui/Button";
import { NARROW, useMedia } from "../../ui/useMedia";
import { useTitle, type PageProps } from "../common";
import { NoExperiment } from "../overview/EmptyCards";
import { ArrangeCard } from "./ArrangeCard";
import { UnitsCard } from "./UnitsCard";

const t = text.charts.page;

/** What happened, and is it real? Every quantity of the experiment against time. */
export function ChartsPage({ session, overview, onCreate }: PageProps) {
  useTitle(t.name, session.cluster_name);
  const { experiment, units, logs } = overview;
  const [chosen, setChosen] = useParam("units");
  const isNarrow = useMedia(NARROW);
  const { shown: charts } = useArranged("charts");
  const names = useMemo(() => new Set(chosen.split(",").filter(Boolean)), [chosen]);
  const shown = useMemo(() => (names.size === 0 ? units : units.filter((row) => names.has(row.pioreactor_unit))), [units, names]);
  if (!experiment) return <NoExperiment onCreate={onCreate} />;
  const startS = Date.parse(experiment.created_at) / 1000;
  const choose = (next: readonly string[]): void => setChosen(next.length === units.length ? "" : next.join(","));
  const side = (
    <>
      <UnitsCard units={units} chosen={shown.map((row) => row.pioreactor_unit)} onChoose={choose} />
      <ArrangeCard />
    </>
  );
  return (
    <>
      <div className="pagehead">
        <div>
          <h1 tabIndex={-1}>{t.name}</h1>
          <div className="meta">
            <span>{experiment.experiment}</span>
            <span>{text.pages.overview.started(format.moment(Date.parse(experiment.created_at), clock.nowMs()))}</span>
            <span>{t.units(shown.length, units.length)}</span>
          </div>
        </div>
      </div>
      {units.length === 0 ? (
        <section className="card empty">
          <div className="body">
            <h2>{t.noUnits.title}</h2>
            <p>{t.noUnits.body}</p>
            <Link className="btn primary" to="/">
              {t.noUnits.button}
            </Link>
          </div>
        </section>
      ) : (
        <>
          <ChartTools startS={startS} isSimulated={session.simulated} />
          {isNarrow ? (
            <details className="chartfilters">
              <summary>{text.charts.arrange.filters}</summary>
              <div className="stack side">{side}</div>
            </details>
          ) : null}
          <div className="cols chartcols">
            {shown.length === 0 ? <p className="muted">{t.noneChosen}</p> : charts.length === 0 ? <NoCharts /> : <ChartStack page="charts" experiment={experiment} units={shown} unit={null} logs={logs} />}
            {isNarrow ? null : <div className="stack side">{side}</div>}
          </div>
        </>
      )}
    </>
  );
}

function NoCharts() {
  return (
    <section className="card empty">
      <div className="body">
        <h2>{t.none.title}</h2>
        <p>{t.none.body}</p>
        <Button kind="primary" onClick={() => arrange(USUAL)}>
          {t.none.button}
        </Button>
      </div>
    </section>
  );
}
