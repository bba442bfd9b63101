import { useMemo, useState } from "react";

import { href, navigate, useParam } from "../../app/router";
import { useSpan } from "../../charts/span";
import { useAlarms } from "../../features/alarms/useAlarms";
import { BulkBar } from "../../features/bulk/BulkBar";
import { AssignDialog } from "../../features/experiments/AssignDialog";
import { useNamedTopics } from "../../features/jobs/namedTopics";
import { ArrangeBar } from "../../features/plate/ArrangeBar";
import { ArrangePlate } from "../../features/plate/ArrangePlate";
import { choose, usePlateChoices, withLayout } from "../../features/plate/choices";
import { LayoutDialog } from "../../features/plate/LayoutDialog";
import { selectionOf, selectionText } from "../../features/plate/moves";
import { NeedsYou } from "../../features/plate/NeedsYou";
import { automatic, placed, usualColumns, type Arrangement } from "../../features/plate/places";
import { Plate } from "../../features/plate/Plate";
import { PlateMeta } from "../../features/plate/PlateMeta";
import { readingOf, READINGS } from "../../features/plate/reading";
import { ScaleLegend } from "../../features/plate/ScaleLegend";
import { SelectTools } from "../../features/plate/SelectTools";
import { otherExperiments, usePlaces, type Place } from "../../features/plate/usePlaces";
import { useSparks } from "../../features/plate/useSparks";
import { useExperimentTopics } from "../../live";
import { text } from "../../texts";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { Segmented } from "../../ui/Segmented";
import { NoExperiment, NoUnits } from "../overview/EmptyCards";
import { useTitle, type PageProps } from "../common";

const t = text.plate;
const WINDOWS = Object.entries(text.pages.overview.windows) as [string, string][];
/** From so many wells in a row on they are compact, unless somebody has chosen. */
const COMPACT_FROM = 8;
/** From so many on, what needs somebody stands above the plate instead of beside it. */
const WIDE_FROM = 10;

/** Where in all these vials must somebody look, and what is to be done with several at once? */
export function PlatePage({ session, overview, onCreate }: PageProps) {
  useTitle(t.name, session.cluster_name);
  const [isAssigning, setAssigning] = useState(false);
  const [scope] = useParam("scope", "shown");
  const { experiment } = overview;
  const others = scope === "whole" ? otherExperiments(overview) : [];
  const places = usePlaces(overview, scope === "whole");
  if (!experiment) return <NoExperiment onCreate={onCreate} />;
  return (
    <>
      {others.map((one) => (
        <Listener key={one.experiment} experiment={one.experiment} />
      ))}
      {places.length === 0 ? (
        <>
          <div className="pagehead">
            <h1 tabIndex={-1}>{t.name}</h1>
          </div>
          <NoUnits onAssign={() => setAssigning(true)} />
        </>
      ) : (
        <Bench places={places} canWiden={otherExperiments(overview).length > 0} />
      )}
      {isAssigning ? <AssignDialog experiment={experiment.experiment} onClose={() => setAssigning(false)} /> : null}
    </>
  );
}

/** Hears the units of an experiment beside the shown one. */
function Listener({ experiment }: { experiment: string }) {
  useExperimentTopics(experiment, useNamedTopics());
  return null;
}

function Bench({ places, canWiden }: { places: readonly Place[]; canWiden: boolean }) {
  const choices = usePlateChoices();
  const [shown, setShown] = useParam("show");
  const reading = readingOf(shown) ?? choices.reading;
  const [scope, setScope] = useParam("scope", "shown");
  const [span, setSpan] = useSpan();
  const [selection, setSelection] = useParam("sel");
  const [isSelecting, setSelecting] = useState(false);
  const [isChoosing, setChoosing] = useState(false);
  const [draft, setDraft] = useState<Arrangement | null>(null);
  const units = places.map(({ row }) => row.pioreactor_unit);
  const saved = choices.layouts.find((layout) => layout.name === choices.layout) ?? null;
  const spots = places.map(({ row, experiment }) => ({ unit: row.pioreactor_unit, group: experiment.experiment }));
  const arrangement = saved ? placed(saved, units) : automatic(spots, choices.columns ?? usualColumns(units.length));
  const isCompact = choices.density === null ? arrangement.columns >= COMPACT_FROM : choices.density === "compact";
  const all = useAlarms(useMemo(() => places.map(({ row }) => row), [places]));
  // Worst first, so the first one of a unit is its worst.
  const alarms = new Map(all.toReversed().map((alarm) => [alarm.unit, alarm]));
  const { shapes, scales, isFailed, onRetry } = useSparks(places, reading, span);
  const selected = selectionOf(selection, units);
  const select = (next: ReadonlySet<string>): void => setSelection(selectionText(next));
  const chosen = arrangement.places.flatMap((unit) => places.filter(({ row }) => row.pioreactor_unit === unit && selected.has(row.pioreactor_unit)));
  const isOn = isSelecting || selected.size > 0;
  const open = ({ row, experiment }: Place): void => navigate(href(`/units/${encodeURIComponent(row.pioreactor_unit)}`, { experiment: experiment.experiment }));
  const end = (): void => {
    setSelecting(false);
    select(new Set());
  };
  const shared = { places, reading, shapes, alarms, isCompact };
  return (
    <>
      <div className="pagehead">
        <div>
          <h1 tabIndex={-1}>{t.name}</h1>
          <PlateMeta places={places} reading={reading} arrangement={arrangement} layout={saved?.name ?? null} />
        </div>
        {draft ? null : (
          <div className="actions">
            <Button onClick={() => setChoosing(true)}>{t.layout.button}</Button>
            <Button aria-pressed={isOn} onClick={() => (isOn ? end() : setSelecting(true))}>
              {t.select.name}
            </Button>
          </div>
        )}
      </div>
      <div className="tools">
        <Segmented
          label={t.reading}
          options={READINGS.map((one) => [one, t.readings[one]] as const)}
          value={reading}
          onPick={(one) => {
            setShown(one);
            choose({ ...choices, reading: one });
          }}
        />
        <Segmented label={text.pages.overview.window} options={WINDOWS} value={span.kind === "follow" ? span.preset : ""} onPick={setSpan} />
        {canWiden ? <Segmented label={t.scope} options={[["shown", t.scopes.shown], ["whole", t.scopes.whole]]} value={scope} onPick={setScope} /> : null}
        <span className="grow" />
        <ScaleLegend scales={scales} reading={reading} />
      </div>
      {isOn && !draft ? <SelectTools places={places} alarms={alarms} onSelect={select} /> : null}
      <p className="sr" role="status">
        {isOn ? t.select.said(selected.size) : ""}
      </p>
      {isFailed ? (
        <div style={{ marginBottom: "var(--gap)" }}>
          <Banner kind="warn" cause={t.failed}>
            <button type="button" className="linkish" onClick={onRetry}>
              {t.again}
            </button>
          </Banner>
        </div>
      ) : null}
      {draft ? (
        <ArrangeBar
          name={saved?.name ?? ""}
          onCancel={() => setDraft(null)}
          onSave={(name) => {
            choose(withLayout(choices, { name, ...draft }));
            setDraft(null);
          }}
        />
      ) : null}
      <div className={`platecols${arrangement.columns >= WIDE_FROM ? " wide" : ""}`}>
        {draft ? <ArrangePlate {...shared} arrangement={draft} onArrange={setDraft} /> : <Plate {...shared} arrangement={arrangement} selected={selected} onSelect={select} isSelecting={isOn} onOpen={open} />}
        <NeedsYou places={places} alarms={all} />
      </div>
      {draft ? null : <BulkBar places={chosen} onClear={end} />}
      {isChoosing ? (
        <LayoutDialog
          onArrange={() => {
            setChoosing(false);
            setDraft(arrangement);
          }}
          onClose={() => setChoosing(false)}
        />
      ) : null}
    </>
  );
}
