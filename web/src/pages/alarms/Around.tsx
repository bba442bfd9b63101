import { lazy, Suspense, useMemo } from "react";

import type { Overview } from "../../api/types";
import { merge, useLiveLogs } from "../../features/events/liveLogs";
import { LogList } from "../../features/events/LogList";
import type { UnitAlarm } from "../../features/alarms/alarmModel";
import { labelOf } from "../../features/units/model";
import { useChartKinds } from "../../charts/kinds";
import { clock } from "../../live";
import { text } from "../../texts";

const ChartFrame = lazy(() => import("../../charts/ChartFrame").then((m) => ({ default: m.ChartFrame })));

/** Which quantity an alarm is about, by its code. */
const TABLES: readonly (readonly [RegExp, string])[] = [
  [/^(heater|temperature)\./, "temperature_readings"],
  [/^(volume|dose|pump)\./, "liquid_volumes"],
  [/^(stirring|stirrer)\./, "stirring_rates"],
  [/^od|^growth/, "od_readings"],
];
const BEFORE_S = 3600;
const LOGS = 12;

/** The value around the moment of an alarm, and what the unit said then. */
export function Around({ alarm, overview }: { alarm: UnitAlarm; overview: Overview }) {
  const kinds = useChartKinds("unit");
  const row = overview.units.find((one) => one.pioreactor_unit === alarm.unit);
  const table = TABLES.find(([code]) => code.test(alarm.code))?.[1];
  const kind = kinds.find((one) => one.table === table);
  const raisedS = Date.parse(alarm.raised_at) / 1000;
  const live = useLiveLogs();
  const rows = merge(live, overview.logs)
    .filter((line) => line.pioreactor_unit === alarm.unit && Math.abs(Date.parse(line.timestamp) / 1000 - raisedS) < BEFORE_S / 4 && line.level !== "DEBUG" && !text.actions.automations.isRoutine(line.message))
    .slice(0, LOGS);
  const shown = useMemo(() => (row ? [{ unit: row.pioreactor_unit, label: labelOf(row), slot: row.color_slot }] : []), [row]);
  const marks = useMemo(() => [{ t: raisedS, kind: "alarm" as const, words: alarm.title }], [raisedS, alarm.title]);
  const experiment = overview.experiment;
  return (
    <>
      {kind && row && experiment ? (
        <Suspense fallback={<section className="card" style={{ height: 260 }} />}>
          <ChartFrame
            kind={kind}
            experiment={experiment.experiment}
            unit={alarm.unit}
            units={shown}
            startS={Date.parse(experiment.created_at) / 1000}
            intervalS={30}
            isCalibrated={false}
            marks={marks}
            height={190}
            around={{ a: Math.max(raisedS - BEFORE_S, Date.parse(experiment.created_at) / 1000), b: Math.max(raisedS + BEFORE_S / 4, Math.min(clock.nowMs() / 1000, raisedS + BEFORE_S)) }}
          />
        </Suspense>
      ) : null}
      {rows.length > 0 ? (
        <section className="card">
          <header>
            <h3>{text.alarms.happened}</h3>
          </header>
          <LogList rows={rows} labelOf={() => ""} isOneUnit />
        </section>
      ) : null}
    </>
  );
}
