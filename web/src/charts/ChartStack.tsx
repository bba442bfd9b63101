import { lazy, Suspense, useMemo } from "react";

import type { Experiment, LogRow, UnitRow } from "../api/types";
import { useAlarmMarks } from "../features/alarms/alarmMarks";
import { useDoseMarks } from "../features/dosing/doseMarks";
import { useMarks } from "../features/events/marks";
import { labelOf, odIntervalS, valueOf } from "../features/units/model";
import { VARIABLES, variableOf } from "../features/units/vialState";
import { useGroup } from "../live";
import { text } from "../texts";
import { arrange, useArranged, useArrangement, withShown } from "./arrangement";
import { bandOf } from "./bands";
import type { ChartKind, ChartPage } from "./kinds";

const ChartFrame = lazy(() => import("./ChartFrame").then((m) => ({ default: m.ChartFrame })));

const ALT_MEDIA = "alt_media_fractions";
const t = text.charts.arrange;

interface Props {
  page: ChartPage;
  experiment: Experiment;
  units: readonly UnitRow[];
  /** Only this unit; null: all. */
  unit: string | null;
  /** Newest events, for the marks above the first chart. */
  logs: readonly LogRow[];
}

/** The charts of a page. The chart library comes after the first picture of the page; the room for it is kept. */
export function ChartStack({ page, experiment, units, unit, logs }: Props) {
  const name = experiment.experiment;
  const shape = units.map((row) => `${row.pioreactor_unit}|${labelOf(row)}|${row.color_slot}`).join("\n");
  const shown = useMemo(
    () =>
      shape.split("\n").map((line) => {
        const [id = "", label = "", slot = "1"] = line.split("|");
        return { unit: id, label, slot: Number(slot) };
      }),
    [shape],
  );
  const isCalibrated = units.some((row) => valueOf(row, name, "od")?.isCalibrated === true);
  const intervalS = Math.max(...units.map((row) => odIntervalS(row, name)), 1);
  useGroup("target_temperature");
  useGroup("target_biomass");
  useGroup("latest_event");
  const arrangement = useArrangement();
  const arranged = useArranged(page);
  // A share of alt media that was never above nothing needs no chart, unless somebody asked for it.
  const hasAlt = units.some((row) => (variableOf(row, name, VARIABLES.altShare) ?? 0) > 0);
  const kinds = arranged.shown.filter((kind) => kind.table !== ALT_MEDIA || kind.isOnOverview || hasAlt || arrangement.shown[page]?.[kind.key] === true);
  const startS = Date.parse(experiment.created_at) / 1000;
  const happened = useMarks(name, unit, logs, shown);
  const doses = useDoseMarks(name, unit, startS, shown);
  const alarms = useAlarmMarks(unit, shown);
  const marks = useMemo(() => [...happened, ...doses, ...alarms], [happened, doses, alarms]);
  const hide = (kind: ChartKind): void => arrange(withShown(arrangement, kind, page, false));
  return (
    <div className="stack chartstack">
      {kinds.map((kind, i) => (
        <Suspense key={kind.key} fallback={<section className="card" style={{ height: kind.height + 90 }} />}>
          <ChartFrame
            kind={kind}
            experiment={name}
            unit={unit}
            units={shown}
            startS={startS}
            intervalS={intervalS}
            isCalibrated={isCalibrated}
            hasLegend={i === 0 && unit === null}
            hasBrush={i === 0}
            marks={marks}
            band={bandOf(kind.table, units, name)}
            {...(unit ? { height: i === 0 ? 190 : Math.min(150, kind.height) } : {})}
            onHideChart={() => hide(kind)}
          />
        </Suspense>
      ))}
      {arranged.hidden.length > 0 && page !== "charts" ? (
        <p className="small muted" data-hidden-charts={arranged.hidden.length}>
          {t.hidden(arranged.hidden.map((kind) => kind.title))}{" "}
          <button type="button" className="linkish" onClick={() => arrange(arranged.hidden.reduce((now, kind) => withShown(now, kind, page, true), arrangement))}>
            {t.showAgain(arranged.hidden.length)}
          </button>
        </p>
      ) : null}
    </div>
  );
}
