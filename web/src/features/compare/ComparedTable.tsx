import { momentLabel } from "../../charts/axes";
import { fitWords } from "../../charts/fitWords";
import type { ChartKind } from "../../charts/kinds";
import { LineName } from "../../charts/LineName";
import type { LineSource, PlotLine } from "../../charts/lines";
import { measured, type Measured } from "../../charts/measured";
import { between } from "../../charts/search";
import type { Selection } from "../../charts/selection";
import { format } from "../../texts";
import { compare as t } from "../../texts/compare";
import { Button } from "../../ui/Button";
import { Table, type Column } from "../../ui/Table";
import { OffsetField } from "./OffsetField";
import { idOf } from "./state";
import type { Entry } from "./useCompared";

interface Props {
  kind: ChartKind;
  entries: readonly Entry[];
  source: LineSource;
  /** Ends of the window, seconds from zero. */
  ends: readonly [number, number];
  selection: Selection | null;
  /** Whether each line has a zero of its own that can be set. */
  hasOffsets: boolean;
  onOffset: (entry: Entry, offsetS: number) => void;
  onRemove: (entry: Entry) => void;
  onClear: () => void;
}

interface Row {
  key: string;
  entry: Entry;
  line: PlotLine | null;
  /** The unit has no other line of this quantity. */
  isOne: boolean;
  top: { y: number; t: number } | null;
  part: Measured | null;
}

const c = t.columns;

/** The highest value between two moments, and when it was reached. */
function topOf(line: PlotLine, [a, b]: readonly [number, number]): Row["top"] {
  const [from, to] = between(line.t, a * 1000, b * 1000);
  const values = line.max ?? line.y;
  let best: Row["top"] = null;
  for (let k = from; k < to; k++) if (best === null || (values[k] as number) > best.y) best = { y: values[k] as number, t: (line.t[k] as number) / 1000 };
  return best;
}

const stateWords: Partial<Record<Entry["state"], string>> = { gone: t.gone, loading: t.loading, failed: t.failed, empty: t.noPoints };

const columnsOf = ({ kind, selection, hasOffsets, onOffset, onRemove }: Props): readonly Column<Row>[] => [
  { key: "line", title: c.line, cell: ({ line, entry, isOne }) => <LineName line={{ slot: entry.slot, dash: entry.dash, label: isOne || !line?.channel ? entry.label : `${entry.label}, ${line.channel}` }} /> },
  { key: "experiment", title: c.experiment, cell: ({ entry }) => entry.line.experiment },
  {
    key: "offset",
    title: c.offset,
    cell: ({ entry }) =>
      hasOffsets ? (
        <OffsetField label={t.zeroOf(entry.label, entry.line.experiment)} offsetS={entry.line.offsetS} onSet={(offsetS) => onOffset(entry, offsetS)} />
      ) : entry.isNotReached ? (
        t.notReached
      ) : (
        momentLabel(entry.zeroAfterS, "elapsed", 0)
      ),
  },
  { key: "max", title: c.max, isNumber: true, cell: ({ top, entry }) => (top ? kind.show(top.y) : (stateWords[entry.state] ?? format.NONE)) },
  { key: "at", title: c.at, isNumber: true, isShort: true, cell: ({ top }) => (top ? momentLabel(top.t, "elapsed", 0) : format.NONE) },
  ...(selection
    ? [
        kind.canLog
          ? { key: "growth", title: c.growth, isWide: true, cell: ({ part }: Row) => (part ? <span data-growth={part.growth.kind}>{fitWords(part.growth)}</span> : t.noPoints) }
          : { key: "slope", title: t.slope, isNumber: true, cell: ({ part }: Row) => format.significant(part?.summary.slopePerH, 3) },
      ]
    : []),
  {
    key: "actions",
    title: c.actions,
    isUnnamed: true,
    cell: ({ entry }) => <Button kind="quiet" size="sm" icon="x" iconOnly aria-label={t.remove(entry.label, entry.line.experiment)} onClick={() => onRemove(entry)} />,
  },
];

/** What each line reached, and how fast it grew in the selection. */
export function ComparedTable(p: Props) {
  const lines = p.source.lines();
  const rows = p.entries.flatMap((entry): Row[] => {
    const id = idOf(entry.line);
    const own = lines.filter((line) => line.group === id);
    if (own.length === 0) return [{ key: id, entry, line: null, isOne: true, top: null, part: null }];
    return own.map((line) => ({ key: line.name, entry, line, isOne: own.length === 1, top: topOf(line, p.ends), part: p.selection && measured(line, p.selection.a, p.selection.b) }));
  });
  const { selection, source } = p;
  return (
    <section aria-label={t.table} className="stack compared">
      <Table name="compared" caption={t.caption} columns={columnsOf(p)} rows={rows} keyOf={(row) => row.key} />
      <p className="small muted">
        {selection && p.kind.canLog ? t.selected(momentLabel(selection.a, "elapsed", 0), momentLabel(selection.b, "elapsed", 0), source.resolutionS > 0 ? t.means(format.duration(source.resolutionS)) : t.raw) : selection ? t.noFit : p.kind.canLog ? t.selectHint : ""}{" "}
        {selection ? (
          <button type="button" className="linkish" onClick={p.onClear}>
            {t.clearSelection}
          </button>
        ) : null}
      </p>
    </section>
  );
}
