import { useAssignments } from "../../api/queries";
import type { UnitRow } from "../../api/types";
import { freeUnits } from "../../features/experiments/UnitPicker";
import { StartAll } from "../../features/jobs/StartAll";
import { MiniVial } from "../../features/units/MiniVial";
import { text } from "../../texts";
import { Button } from "../../ui/Button";
import { useTitle } from "../common";

const t = text.pages.empty;

export function NoExperiment({ onCreate }: { onCreate: () => void }) {
  useTitle(t.noExperiment.title, "Pioreactor");
  return (
    <section className="card empty" data-empty="experiment">
      <MiniVial od={null} className="drawing" />
      <div className="body">
        <h1 tabIndex={-1}>{t.noExperiment.title}</h1>
        <p>{t.noExperiment.body}</p>
        <div className="actions">
          <Button kind="primary" icon="plus" needs="operator" onClick={() => onCreate()}>
            {t.noExperiment.button}
          </Button>
        </div>
      </div>
    </section>
  );
}

export function NoUnits({ onAssign }: { onAssign: () => void }) {
  const free = freeUnits(useAssignments(true).data ?? []);
  return (
    <section className="card empty" data-empty="units">
      <MiniVial od={null} className="drawing" />
      <div className="body">
        <h2>{t.noUnits.title}</h2>
        <p>{t.noUnits.body(free)}</p>
        <div className="actions">
          <Button kind="primary" icon="plus" needs="operator" onClick={onAssign}>
            {text.pages.overview.assign}
          </Button>
        </div>
      </div>
    </section>
  );
}

/** Units are there, nothing runs: one button starts everything. */
export function IdleCard({ units, experiment }: { units: readonly UnitRow[]; experiment: string }) {
  return (
    <section className="card empty" data-empty="idle" style={{ marginBottom: "var(--gap)" }}>
      <MiniVial od={0.1} className="drawing" />
      <div className="body">
        <h2>{t.idle.title(units.length)}</h2>
        <p>{t.idle.body}</p>
        <StartAll units={units} experiment={experiment} />
      </div>
    </section>
  );
}
