import { useState } from "react";

import { Link } from "../../app/Link";
import { useParam } from "../../app/router";
import { AssignDialog } from "../../features/experiments/AssignDialog";
import { StartAll } from "../../features/jobs/StartAll";
import { runningJobs } from "../../features/units/model";
import { UnitCard } from "../../features/units/UnitCard";
import { useAllStates } from "../../features/units/useUnit";
import { text } from "../../texts";
import { Button } from "../../ui/Button";
import { NoExperiment, NoUnits } from "../overview/EmptyCards";
import { useTitle, type PageProps } from "../common";

/** What is each unit doing? */
export function UnitsPage({ session, overview, onCreate }: PageProps) {
  useTitle(text.pages.units.name, session.cluster_name);
  useAllStates();
  const [isAssigning, setAssigning] = useState(false);
  const [truth] = useParam("truth");
  const { experiment, units } = overview;
  if (!experiment) return <NoExperiment onCreate={onCreate} />;
  const name = experiment.experiment;
  const isIdle = units.length > 0 && units.every((row) => runningJobs(row, name).length === 0);
  return (
    <>
      <div className="pagehead">
        <div>
          <h1 tabIndex={-1}>{text.pages.units.name}</h1>
          <div className="meta">
            <span>
              <Link to="/">{name}</Link>
            </span>
            <span>{text.pages.overview.units(units.length)}</span>
          </div>
        </div>
        {units.length > 0 ? (
          <div className="actions">
            <Button onClick={() => setAssigning(true)}>{text.pages.overview.manage}</Button>
          </div>
        ) : null}
      </div>
      {units.length === 0 ? <NoUnits onAssign={() => setAssigning(true)} /> : null}
      {isIdle ? (
        <section className="card" style={{ marginBottom: "var(--gap)" }}>
          <div className="body" style={{ display: "grid", gap: 6 }}>
            <StartAll units={units} experiment={name} />
          </div>
        </section>
      ) : null}
      <div className="cards">
        {units.map((row) => (
          <UnitCard key={row.pioreactor_unit} row={row} experiment={experiment} hasTruth={session.simulated && truth === "on"} />
        ))}
      </div>
      {isAssigning ? <AssignDialog experiment={name} onClose={() => setAssigning(false)} /> : null}
    </>
  );
}
