import { lazy, Suspense, useState } from "react";

import { useAllKinds, type ChartKind } from "../../charts/kinds";
import type { Span } from "../../charts/span";
import { format } from "../../texts";
import { compare as t } from "../../texts/compare";
import { Segmented } from "../../ui/Segmented";

const WindowDialog = lazy(() => import("../../charts/WindowDialog").then((m) => ({ default: m.WindowDialog })));

interface Props {
  kind: ChartKind;
  onKind: (key: string) => void;
  span: Span;
  /** Where the data end, seconds from zero. */
  endS: number;
  onSpan: (text: string) => void;
  align: string;
  onAlign: (align: string) => void;
  at: string;
  onAt: (at: string) => void;
  unitText: string;
  by: string;
  onBy: (by: string) => void;
}

const entriesOf = <Key extends string>(words: Readonly<Record<Key, string>>): [Key, string][] => Object.entries(words) as [Key, string][];

/** The value to which lines are moved; null for what is none. */
export function valueOf(typed: string): number | null {
  const value = format.parseNumber(typed);
  return value !== null && value > 0 ? value : null;
}

/** Which quantity, from which zero, in which window and colours. */
export function CompareTools(p: Props) {
  const kinds = useAllKinds();
  const [isOpen, setOpen] = useState(false);
  const isBad = p.at !== "" && valueOf(p.at) === null;
  return (
    <div className="tools comparetools">
      <label className="toolfield">
        <span className="small muted">{t.quantity}</span>
        <select className="btn" value={p.kind.key} onChange={(e) => p.onKind(e.target.value)}>
          {kinds.map((kind) => (
            <option key={kind.key} value={kind.key}>
              {kind.title}
            </option>
          ))}
        </select>
      </label>
      <div className="toolfield">
        <span className="small muted">{t.window}</span>
        <Segmented label={t.window} options={entriesOf(t.windows)} value={p.span.kind === "fixed" ? "custom" : "all"} onPick={(next) => (next === "custom" ? setOpen(true) : p.onSpan("all"))} />
      </div>
      <div className="toolfield">
        <span className="small muted">{t.align}</span>
        <Segmented label={t.align} options={entriesOf(t.aligns)} value={p.align} onPick={p.onAlign} />
      </div>
      {p.align === "value" ? (
        <label className="toolfield">
          <span className="small muted">{p.unitText ? t.valueOf(p.unitText) : t.value}</span>
          <span className={`input${isBad ? " bad" : ""}`}>
            <input value={p.at} inputMode="decimal" autoComplete="off" aria-invalid={isBad} aria-describedby="compare-value" onChange={(e) => p.onAt(e.target.value)} />
          </span>
        </label>
      ) : null}
      <div className="toolfield">
        <span className="small muted">{t.colour}</span>
        <Segmented label={t.colour} options={entriesOf(t.colours)} value={p.by} onPick={p.onBy} />
      </div>
      {p.align === "value" ? (
        <p id="compare-value" className={isBad ? "err small" : "small muted"}>
          {isBad ? t.valueBad : t.valueHint}
        </p>
      ) : null}
      <Suspense fallback={null}>{isOpen ? <WindowDialog span={p.span} startS={0} scale="elapsed" endS={p.endS} onSpan={p.onSpan} onClose={() => setOpen(false)} /> : null}</Suspense>
    </div>
  );
}
