import { useState } from "react";

import { Link } from "../../app/Link";
import { useParam } from "../../app/router";
import { AssignDialog } from "../../features/experiments/AssignDialog";
import { StartAll } from "../../features/jobs/StartAll";
import { runningJobs } from "../../features/units/model";
import { UnitCard } from "../../features/units/UnitCard";
import { UnitTable } from "../../features/units/UnitTable";
import { useStates } from "../../features/units/useUnit";
import { text } from "../../texts";
import { Button } from "../../ui/Button";
import { Segmented } from "../../ui/Segmented";
import { NoExperiment, NoUnits } from "../overview/EmptyCards";
import { useTitle, type PageProps } from "../common";

const SHAPE = "units-shape";
/** From this many units on, a table is the easier picture. */
const TABLE_ABOVE = 8;

/** Cards or table: as chosen in this browser, else by the number of units. */
function useShape(count: number): [string, (shape: string) => void] {
  const [chosen, setChosen] = useState(() => {
    try {
      return localStorage.getItem(SHAPE);
    } catch {
      return null;
    }
  });
  const choose = (shape: string): void => {
    setChosen(shape);
    try {
      localStorage.setItem(SHAPE, shape);
    } catch {
      // A browser that forbids storage keeps the choice for this page only.
    }
  };
  return [chosen ?? (count > TABLE_ABOVE ? "table" : "cards"), choose];
}

/** What is each unit doing? */
export function UnitsPage({ session, overview, onCreate }: PageProps) {
  useTitle(text.pages.units.name, session.cluster_name);
  useStates();
  const [isAssigning, setAssigning] = useState(false);
  const [truth] = useParam("truth");
  const { experiment, units } = overview;
  const [shape, setShape] = useShape(units.length);
  const hasTruth = session.simulated && truth === "on";
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
            <Segmented
              label={text.pages.units.shape}
              options={[
                ["cards", text.pages.units.cards],
                ["table", text.pages.units.table],
              ]}
              value={shape}
              onPick={setShape}
            />
            <Button needs="operator" onClick={() => setAssigning(true)}>{text.pages.overview.manage}</Button>
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
      {shape === "table" && units.length > 0 ? (
        <UnitTable units={units} experiment={name} hasTruth={hasTruth} />
      ) : (
        <div className="cards">
          {units.map((row) => (
            <UnitCard key={row.pioreactor_unit} row={row} experiment={experiment} hasTruth={hasTruth} />
          ))}
        </div>
      )}
      {isAssigning ? <AssignDialog experiment={name} onClose={() => setAssigning(false)} /> : null}
    </>
  );
}
