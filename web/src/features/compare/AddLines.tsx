import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import type { Experiment } from "../../api/types";
import { ALL } from "../../charts/Brush";
import { storedOf } from "../../charts/history";
import type { ChartKind } from "../../charts/kinds";
import { text } from "../../texts";
import { compare as t } from "../../texts/compare";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Field } from "../../ui/Field";
import { idOf, MOST, type Compared } from "./state";
import { useLabels } from "./useCompared";

interface Props {
  kind: ChartKind;
  lines: readonly Compared[];
  experiments: readonly Experiment[];
  /** The experiment of the page, which is offered first. */
  first: string;
  onAdd: (lines: readonly Compared[]) => void;
  onClose: () => void;
}

/** So many experiments can be looked through without a search. */
const FEW = 8;

/** Chooses units of an experiment, past or present, that have something to show. */
export function AddLines({ kind, lines, experiments, first, onAdd, onClose }: Props) {
  const [find, setFind] = useState("");
  const [experiment, setExperiment] = useState(first);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const found = experiments.filter((one) => one.experiment.toLowerCase().includes(find.trim().toLowerCase()));
  // Typing chooses the first that fits, unless the one that is chosen does.
  const shown = found.some((one) => one.experiment === experiment) ? experiment : (found[0]?.experiment ?? "");
  const room = MOST - lines.length;
  const toggle = (unit: string, isWanted: boolean): void => {
    const next = new Set(chosen);
    if (isWanted) next.add(unit);
    else next.delete(unit);
    setChosen(next);
  };
  const go = (): void => {
    onAdd([...chosen].map((unit) => ({ experiment: shown, unit, offsetS: 0 })));
    onClose();
  };
  const whyNot = chosen.size === 0 ? t.chooseOne : null;
  return (
    <Dialog
      title={t.add}
      lead={`${kind.title}. ${t.room(room)}`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{text.frame.cancel}</Button>
          <Button kind="primary" icon="plus" whyNot={whyNot} onClick={go}>
            {t.addGo(chosen.size)}
          </Button>
        </>
      }
    >
      <div className="addlines">
        {experiments.length > FEW ? <Field label={t.find} type="search" value={find} onChange={(e) => setFind(e.target.value)} {...(found.length === 0 ? { problem: t.noneFound } : {})} /> : null}
        <div className="field">
          <label htmlFor="compare-experiment">{t.experiment}</label>
          <select
            id="compare-experiment"
            className="btn"
            data-first
            value={shown}
            onChange={(e) => {
              setExperiment(e.target.value);
              setChosen(new Set());
            }}
          >
            {found.map((one) => (
              <option key={one.experiment}>{one.experiment}</option>
            ))}
          </select>
        </div>
        {shown ? <Units key={shown} experiment={shown} kind={kind} lines={lines} chosen={chosen} room={room} onToggle={toggle} /> : null}
      </div>
    </Dialog>
  );
}

interface UnitsProps {
  experiment: string;
  kind: ChartKind;
  lines: readonly Compared[];
  chosen: ReadonlySet<string>;
  room: number;
  onToggle: (unit: string, isWanted: boolean) => void;
}

/** The fewest points that still say which units have some. */
const LEAST_POINTS = 2;

function Units({ experiment, kind, lines, chosen, room, onToggle }: UnitsProps) {
  const reply = useQuery(storedOf({ experiment, table: kind.table, unit: null, span: ALL, startS: 0, points: LEAST_POINTS }));
  const labels = useLabels([experiment]).get(experiment) ?? {};
  if (reply.isError)
    return (
      <p role="alert">
        {t.unitsFailed}{" "}
        <button type="button" className="linkish" onClick={() => void reply.refetch()}>
          {t.again}
        </button>
      </p>
    );
  if (!reply.data) return <p className="muted">{t.looking}</p>;
  const units = [...new Set(reply.data.series.map((one) => one.unit))];
  if (units.length === 0) return <p className="muted">{t.noData(kind.title)}</p>;
  const taken = new Set(lines.map(idOf));
  return (
    <fieldset className="plain choices">
      <legend>{t.units}</legend>
      <ul>
        {units.map((unit) => {
          const isTaken = taken.has(idOf({ experiment, unit }));
          return (
            <li key={unit}>
              <label>
                <input type="checkbox" checked={isTaken || chosen.has(unit)} disabled={isTaken || (!chosen.has(unit) && chosen.size >= room)} onChange={(e) => onToggle(unit, e.target.checked)} />
                <span className="ellipsis">{labels[unit] || unit}</span>
                {labels[unit] ? <span className="small muted">{unit}</span> : null}
                {isTaken ? <span className="small muted">{t.already}</span> : null}
              </label>
            </li>
          );
        })}
      </ul>
    </fieldset>
  );
}
