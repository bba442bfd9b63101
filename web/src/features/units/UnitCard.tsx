import type { Experiment, UnitRow } from "../../api/types";
import { useHistory } from "../../charts/history";
import { seriesToken } from "../../charts/colours";
import { text } from "../../texts";
import { Chip, type ChipKind } from "../../ui/Chip";
import { StartOutcomes } from "../jobs/StartAll";
import { useJobKinds } from "../jobs/catalogue";
import { Link } from "../../app/Link";
import { AutomationName } from "../automations/AutomationName";
import { isFamily } from "../automations/families";
import { isSeen } from "../alarms/alarmModel";
import { alarmsOf, useAlarms } from "../alarms/useAlarms";
import { Icon } from "../../ui/Icon";
import { isRunning, jobState, labelOf } from "./model";
import { UnitLine } from "./UnitLine";
import { useStates } from "./useUnit";
import { StopUnitButton } from "./StopUnitButton";

interface Props {
  row: UnitRow;
  experiment: Experiment;
  hasTruth: boolean;
}

const CHIPS: Record<string, ChipKind> = { ready: "ready", init: "init", sleeping: "sleeping", lost: "alarm", faulted: "alarm" };
const WEEK = { kind: "follow", preset: "24h", seconds: 86_400 } as const;

/** A unit as a card: its line, its jobs, its growth of the last day, stop and open. */
export function UnitCard({ row, experiment, hasTruth }: Props) {
  const name = experiment.experiment;
  useStates();
  const kinds = useJobKinds();
  const worst = alarmsOf(useAlarms(), row.pioreactor_unit)[0];
  return (
    <article className={`card ucard${worst && !isSeen(worst) ? ` has-${worst.severity}` : ""}`} aria-label={labelOf(row)}>
      <UnitLine row={row} experiment={name} hasTruth={hasTruth} />
      {worst ? (
        <p className={`cardalarm ${worst.severity}${isSeen(worst) ? " seen" : ""}`} data-card-alarm={worst.code}>
          <Icon name="alarm" small />
          <Link to="/alarms">{text.alarms.headline(labelOf(row), worst.title, row.pioreactor_unit)}</Link>
        </p>
      ) : null}
      <div className="chips">
        {kinds.map(({ name: job }) => {
          const state = jobState(row, name, job);
          if (isFamily(job)) return isRunning(state) ? <AutomationName key={job} row={row} experiment={name} job={job} /> : null;
          return (
            <Chip key={job} kind={CHIPS[state] ?? "off"}>
              {text.actions.JobName(job)}
              {CHIPS[state] === "ready" ? "" : `: ${(text.pages.states[state] ?? state).toLowerCase()}`}
            </Chip>
          );
        })}
      </div>
      <div className="sparkbox">
        <Spark row={row} experiment={experiment} />
      </div>
      <div style={{ padding: "0 var(--pad)" }}>
        <StartOutcomes units={[row]} experiment={name} />
      </div>
      <div className="foot">
        <span className="small muted grow ellipsis">{row.pioreactor_unit}</span>
        <StopUnitButton row={row} experiment={name} size="sm" />
        <Link className="btn sm" to={`/units/${encodeURIComponent(row.pioreactor_unit)}`}>
          {text.pages.units.open}
        </Link>
      </div>
    </article>
  );
}

/** The raw signal of the last day, without axes; the chart of the unit has them. */
function Spark({ row, experiment }: { row: UnitRow; experiment: Experiment }) {
  const history = useHistory({ experiment: experiment.experiment, table: "od_readings", unit: null, span: WEEK, startS: Date.parse(experiment.created_at) / 1000 });
  const series = history.data?.series.find((s) => s.unit === row.pioreactor_unit);
  const y = series?.y.filter((v): v is number => v !== null) ?? [];
  if (!series || y.length < 3) return <div className="spark skeleton" style={{ background: "none" }} />;
  const [low, high] = [Math.min(...y), Math.max(...y)];
  const [first, last] = [series.t[0] ?? 0, series.t.at(-1) ?? 1];
  const stride = Math.max(1, Math.floor(series.t.length / 150));
  const points = series.t.flatMap((t, k) => {
    const v = series.y[k];
    if (v === null || v === undefined || (k % stride !== 0 && k !== series.t.length - 1)) return [];
    return [`${(((t - first) / Math.max(1, last - first)) * 300).toFixed(1)} ${(45 - ((v - low) / (high - low || 1)) * 42).toFixed(1)}`];
  });
  return (
    <svg className="spark" viewBox="0 0 300 48" preserveAspectRatio="none" aria-hidden="true">
      <path d={`M${points.join("L")}`} fill="none" stroke={`var(${seriesToken(row.color_slot)})`} strokeWidth="1.5" vectorEffect="non-scaling-stroke" strokeLinejoin="round" />
    </svg>
  );
}
