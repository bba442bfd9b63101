import { format, text } from "../texts";
import { Button } from "../ui/Button";
import { Table, type Column } from "../ui/Table";
import { momentLabel, type TimeScale } from "./axes";
import { LineName } from "./LineName";
import { fitWords } from "./fitWords";
import type { PlotLine } from "./lines";
import { measured, type Measured } from "./measured";
import type { Selection } from "./selection";

interface Props {
  title: string;
  unitText: string;
  lines: readonly PlotLine[];
  selection: Selection;
  /** Seconds per point; 0 for the readings themselves. */
  resolutionS: number;
  /** Whether the quantity grows exponentially. */
  canFit: boolean;
  /** A raw signal, which contains more than the culture. */
  isVolts: boolean;
  show: (y: number | null | undefined) => string;
  scale: TimeScale;
  startS: number;
  state: "loading" | "failed" | "ready";
  onZoom: () => void;
  onClear: () => void;
}

interface Row extends Measured {
  line: PlotLine;
}

const t = text.charts.statistics;
const c = t.columns;

const columnsOf = ({ unitText, canFit, show }: Props): readonly Column<Row>[] => [
  { key: "name", title: c.name, isShort: true, cell: ({ line }) => <LineName line={line} /> },
  { key: "n", title: c.n, isNumber: true, cell: ({ summary }) => format.fixed(summary.n, 0) },
  { key: "mean", title: `${c.mean}, ${unitText}`, isNumber: true, cell: ({ summary }) => show(summary.mean) },
  { key: "min", title: c.min, isNumber: true, cell: ({ summary }) => show(summary.min) },
  { key: "max", title: c.max, isNumber: true, cell: ({ summary }) => show(summary.max) },
  { key: "slope", title: c.slope, isNumber: true, cell: ({ summary }) => format.significant(summary.slopePerH, 3) },
  ...(canFit ? [{ key: "growth", title: c.growth, isWide: true, cell: ({ growth }: Row) => <span data-growth={growth.kind}>{fitWords(growth)}</span> }] : []),
];

/** What each line did in the selection, and how fast it grew. */
export function Statistics(p: Props) {
  const { selection, scale, startS } = p;
  // Until the stored readings have come, there are only those that were heard meanwhile.
  const rows = (p.state === "loading" ? [] : p.lines).flatMap((line): Row[] => {
    const part = line.isTruth ? null : measured(line, selection.a, selection.b);
    return part ? [{ line, ...part }] : [];
  });
  const heading = t.heading(momentLabel(selection.a, scale, startS), momentLabel(selection.b, scale, startS), format.duration(selection.b - selection.a));
  return (
    <section className="statistics" aria-label={t.label(p.title)} data-statistics={selection.chart}>
      <div className="stathead">
        <h3>{heading}</h3>
        <Button size="sm" onClick={p.onZoom}>
          {t.zoom}
        </Button>
        <Button size="sm" kind="quiet" icon="x" onClick={p.onClear}>
          {t.clear}
        </Button>
      </div>
      {rows.length > 0 ? <Table name="statistics" caption={t.caption} columns={columnsOf(p)} rows={rows} keyOf={({ line }) => line.name} /> : p.state === "loading" ? null : <p className="small muted">{t.none}</p>}
      <p className="small muted">
        {p.state === "loading" ? t.loading : p.state === "failed" ? t.failed : p.resolutionS > 0 ? t.means(format.duration(p.resolutionS)) : t.raw}
        {p.canFit && rows.length > 0 ? ` ${t.how}` : ""}
        {p.canFit && p.isVolts && rows.some(({ growth }) => growth.kind === "fit") ? ` ${t.volts}` : ""}
      </p>
    </section>
  );
}
