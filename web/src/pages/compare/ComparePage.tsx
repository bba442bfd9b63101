import { useCallback, useMemo, useState } from "react";

import { useParam } from "../../app/router";
import { useShownTheme } from "../../app/theme";
import { ALL, Brush } from "../../charts/Brush";
import { ChartCard } from "../../charts/ChartCard";
import { unitOf, useAllKinds, type ChartKind } from "../../charts/kinds";
import type { PlotLine } from "../../charts/lines";
import { between } from "../../charts/search";
import type { Selection } from "../../charts/selection";
import { endsOf, parseSpan } from "../../charts/span";
import { useHidden } from "../../charts/useHidden";
import { useSelection } from "../../charts/useSelection";
import { AddLines } from "../../features/compare/AddLines";
import { ComparedTable } from "../../features/compare/ComparedTable";
import { CompareTools, valueOf } from "../../features/compare/CompareTools";
import { idOf, linesText, MOST, parseLines, type Compared } from "../../features/compare/state";
import { useCompared, type Entry } from "../../features/compare/useCompared";
import { valueOf as readingOf } from "../../features/units/model";
import { compare as t } from "../../texts/compare";
import { Button } from "../../ui/Button";
import { useTitle, type PageProps } from "../common";

/** How do units and experiments differ? One quantity of up to twelve of them from a common zero. */
export function ComparePage({ session, overview }: PageProps) {
  useTitle(t.name, session.cluster_name);
  const kinds = useAllKinds();
  const [key, setKey] = useParam("quantity");
  const [text, setText] = useParam("lines");
  const [isAdding, setAdding] = useState(false);
  const lines = useMemo(() => parseLines(text), [text]);
  const set = (next: readonly Compared[]): void => setText(linesText(next));
  const kind = kinds.find((one) => one.key === key) ?? kinds[0];
  const here = overview.experiment?.experiment ?? "";
  if (!kind) return null;
  const isFull = lines.length >= MOST ? t.full(MOST) : null;
  const addHere = (): void => set(overview.units.slice(0, MOST).map((row) => ({ experiment: here, unit: row.pioreactor_unit, offsetS: 0 })));
  return (
    <>
      <div className="pagehead">
        <div>
          <h1 tabIndex={-1}>{t.name}</h1>
          <div className="meta">
            {lines.length > 0 ? <span>{t.lines(lines.length, new Set(lines.map((line) => line.experiment)).size)}</span> : null}
          </div>
        </div>
        {lines.length > 0 ? (
          <div className="actions">
            <Button onClick={() => set([])}>{t.clear}</Button>
            <Button kind="primary" icon="plus" whyNot={isFull} onClick={() => setAdding(true)}>
              {t.add}
            </Button>
          </div>
        ) : null}
      </div>
      {lines.length === 0 ? (
        <section className="card empty">
          <div className="body">
            <h2>{t.empty.title}</h2>
            <p>{t.empty.body(MOST)}</p>
            <div className="actions">
              <Button kind="primary" icon="plus" onClick={() => setAdding(true)}>
                {t.add}
              </Button>
              {overview.units.length > 0 ? <Button onClick={addHere}>{t.empty.here(Math.min(MOST, overview.units.length))}</Button> : null}
            </div>
          </div>
        </section>
      ) : (
        <Picture overview={overview} kind={kind} onKind={setKey} lines={lines} onLines={set} />
      )}
      {isAdding ? <AddLines kind={kind} lines={lines} experiments={overview.experiments} first={here} onAdd={(more) => set([...lines, ...more])} onClose={() => setAdding(false)} /> : null}
    </>
  );
}

interface PictureProps {
  overview: PageProps["overview"];
  kind: ChartKind;
  onKind: (key: string) => void;
  lines: readonly Compared[];
  onLines: (lines: readonly Compared[]) => void;
}

const CHART = "compare";

function Picture({ overview, kind, onKind, lines, onLines }: PictureProps) {
  const [window, setWindow] = useParam("cw", "all");
  const [align, setAlign] = useParam("align", "start");
  const [at, setAt] = useParam("at");
  const [by, setBy] = useParam("colour", "unit");
  const [hidden, setHidden] = useHidden();
  const [selected, setSelection] = useSelection();
  const theme = useShownTheme();
  const span = useMemo(() => {
    const parsed = parseSpan(window);
    return parsed.kind === "fixed" ? parsed : ALL;
  }, [window]);
  const atValue = align === "value" ? valueOf(at) : null;
  const found = useCompared({ lines, kind, experiments: overview.experiments, atValue, by: by === "experiment" ? "experiment" : "unit", span });
  const { entries, whole, shown, ends } = found;
  const [first, last] = ends;
  const nowS = useCallback(() => last, [last]);
  const chart = useMemo((): ChartKind => ({ ...kind, key: CHART, height: 420, phoneHeight: 260, none: t.noPoints }), [kind]);
  const selection = selected?.chart === CHART ? selected : null;
  const unitText = kind.unit ?? (overview.units.length > 0 && areOf(lines, overview) ? unitOf(kind, isCalibrated(overview)) : t.mixed);
  const change = (entry: Entry, offsetS: number): void => onLines(lines.map((line) => (idOf(line) === idOf(entry.line) ? { ...line, offsetS } : line)));
  return (
    <>
      <CompareTools kind={kind} onKind={onKind} span={span} endS={last} onSpan={setWindow} align={align} onAlign={setAlign} at={at} onAt={setAt} unitText={kind.unit ?? ""} by={by} onBy={setBy} />
      <div className="stack">
        <ChartCard
          kind={chart}
          title={kind.title}
          unitText={unitText}
          source={shown}
          span={span}
          onSpan={setWindow}
          startS={0}
          firstS={first}
          nowS={nowS}
          scale="elapsed"
          hidden={hidden}
          onHidden={setHidden}
          syncKey={CHART}
          hasLegend
          selection={selection}
          onSelection={setSelection}
          brush={<Brush source={whole} startS={first} nowS={nowS} span={span} onSpan={setWindow} theme={theme} hidden={hidden} />}
          isPending={found.isPending}
          isError={found.isError}
          onRetry={found.onRetry}
          csv={(drawn, within) => csvOf(drawn, entries, kind.table, within)}
        />
        <ComparedTable
          kind={kind}
          entries={entries}
          source={shown}
          ends={endsOf(span, first, last)}
          selection={selection}
          hasOffsets={atValue === null}
          onOffset={change}
          onRemove={(entry) => onLines(lines.filter((line) => idOf(line) !== idOf(entry.line)))}
          onClear={() => setSelection(null as Selection | null)}
        />
      </div>
    </>
  );
}

/** Whether all lines are of the experiment whose units are known. */
const areOf = (lines: readonly Compared[], overview: PageProps["overview"]): boolean => lines.every((line) => line.experiment === overview.experiment?.experiment);
const isCalibrated = (overview: PageProps["overview"]): boolean => overview.units.some((row) => readingOf(row, overview.experiment?.experiment ?? "", "od")?.isCalibrated === true);

/** Long form: one line per point of the window, hours from the common zero. */
function csvOf(drawn: readonly PlotLine[], entries: readonly Entry[], column: string, [a, b]: readonly [number, number]): string {
  const quoted = (words: string): string => (/[",\n]/.test(words) ? `"${words.replaceAll('"', '""')}"` : words);
  const rows = [`hours,timestamp,experiment,pioreactor_unit,channel,${column}`];
  for (const line of drawn) {
    const entry = entries.find((one) => idOf(one.line) === line.group);
    const [from, to] = between(line.t, a * 1000, b * 1000);
    for (let k = from; k < to; k++) {
      const ms = line.t[k] as number;
      rows.push([(ms / 3_600_000).toFixed(6), new Date(ms + (entry?.zeroS ?? 0) * 1000).toISOString(), quoted(entry?.line.experiment ?? ""), line.unit, line.channel ?? "", line.y[k]].join(","));
    }
  }
  return `${rows.join("\n")}\n`;
}
