import { useEffect, useRef, useState, type KeyboardEvent, type MouseEvent } from "react";

import { hasLetterKeys } from "../../app/keyChoice";
import { text } from "../../texts";
import { PHONE, useMedia } from "../../ui/useMedia";
import type { UnitAlarm } from "../alarms/alarmModel";
import { isMove, moved, rectangle, toggled, type Box } from "./moves";
import { bracketsOf, inRowsOf, placeName, rowName, type Arrangement } from "./places";
import type { Reading } from "./reading";
import type { Shape } from "./sparkline";
import { useBand } from "./useBand";
import type { Place } from "./usePlaces";
import { Well } from "./Well";

interface Props {
  arrangement: Arrangement;
  places: readonly Place[];
  reading: Reading;
  shapes: ReadonlyMap<string, Shape>;
  alarms: ReadonlyMap<string, UnitAlarm>;
  isCompact: boolean;
  selected: ReadonlySet<string>;
  onSelect: (units: ReadonlySet<string>) => void;
  /** Whether a press selects; otherwise it opens the unit. */
  isSelecting: boolean;
  onOpen: (place: Place) => void;
}

const PHONE_COLUMNS = 3;

/** The wells where they stand on the bench: one tab stop, arrows in two dimensions, selection by key, press and frame. */
export function Plate({ arrangement, places, reading, shapes, alarms, isCompact, selected, onSelect, isSelecting, onOpen }: Props) {
  const isPhone = useMedia(PHONE);
  const shown = isPhone ? inRowsOf(arrangement, PHONE_COLUMNS) : arrangement;
  const { columns } = shown;
  const box = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState(0);
  // The other corner of a rectangle that Shift extends, and what was selected before it.
  const anchor = useRef<{ place: number; before: ReadonlySet<string> } | null>(null);
  const entry = shown.places[at] ? at : shown.places.findIndex((unit) => unit !== null);
  const byUnit = new Map(places.map((place) => [place.row.pioreactor_unit, place]));
  const band = useBand(box, selected, onSelect);

  const focus = (index: number): void => box.current?.querySelector<HTMLElement>(`[data-place="${index}"]`)?.focus();
  const extend = (to: number): void => {
    anchor.current ??= { place: entry, before: selected };
    onSelect(new Set([...anchor.current.before, ...rectangle(shown, anchor.current.place, to)]));
  };
  const toggle = (index: number): void => {
    const unit = shown.places[index];
    if (!unit) return;
    const next = toggled(selected, [unit]);
    anchor.current = { place: index, before: next };
    onSelect(next);
  };
  const open = (index: number): void => {
    const place = byUnit.get(shown.places[index] ?? "");
    if (place) onOpen(place);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const index = placeOf(event.target);
    if (index === null || event.altKey) return;
    const isCtrl = event.ctrlKey || event.metaKey;
    const letter = event.key.toLowerCase();
    if (isMove(event.key)) {
      event.preventDefault();
      const to = moved(shown, index, event.key, { isCtrl });
      if (event.shiftKey) extend(to);
      else anchor.current = null;
      focus(to);
    } else if (event.key === " " || (letter === "x" && !isCtrl && hasLetterKeys())) {
      event.preventDefault();
      toggle(index);
    } else if (event.key === "Enter") {
      event.preventDefault();
      open(index);
    } else if (letter === "a" && isCtrl) {
      event.preventDefault();
      onSelect(new Set(places.map((place) => place.row.pioreactor_unit)));
    } else if (event.key === "Escape" && !event.shiftKey && selected.size > 0) {
      event.stopPropagation();
      onSelect(new Set());
    }
  };
  const onClick = (event: MouseEvent): void => {
    const index = placeOf(event.target);
    if (index === null || band.wasDrawn()) return;
    setAt(index);
    if (event.shiftKey) extend(index);
    else if (isSelecting || event.ctrlKey || event.metaKey) toggle(index);
    else open(index);
  };
  return (
    <div className="platebox">
      <div
        ref={box}
        className={`plate${isCompact ? " compact" : ""}${isSelecting ? " selecting" : ""}`}
        style={{ "--columns": columns } as React.CSSProperties}
        role="grid"
        tabIndex={-1}
        aria-label={text.plate.grid(text.plate.readings[reading])}
        aria-multiselectable="true"
        aria-colcount={columns}
        onKeyDown={onKeyDown}
        onClick={onClick}
        onFocus={(event) => setAt(placeOf(event.target) ?? at)}
        onPointerDown={band.onPointerDown}
      >
        {isPhone ? null : <Heads arrangement={shown} places={places} />}
        {Array.from({ length: Math.ceil(shown.places.length / columns) }, (_, row) => (
          <div key={row} role="row" className="prow">
            {isPhone ? null : (
              <span role="rowheader" className="ax">
                {rowName(row)}
              </span>
            )}
            {shown.places.slice(row * columns, (row + 1) * columns).map((unit, column) => {
              const index = row * columns + column;
              const place = unit === null ? undefined : byUnit.get(unit);
              if (!place) return <span key={index} role="gridcell" className="nowell" aria-label={text.plate.empty(placeName(index, columns))} />;
              return (
                <Well
                  key={unit}
                  place={place}
                  name={isPhone ? "" : placeName(index, columns)}
                  index={index}
                  reading={reading}
                  shape={shapes.get(unit as string)}
                  alarm={alarms.get(unit as string)}
                  isSelected={selected.has(unit as string)}
                  isEntry={index === entry}
                  isHeld={false}
                  canDrag={false}
                />
              );
            })}
          </div>
        ))}
      </div>
      <Band box={band.box} />
    </div>
  );
}

/** The place that an event happened in; null: beside the wells. */
export function placeOf(target: EventTarget | null): number | null {
  const place = target instanceof Element ? target.closest<HTMLElement>("[data-place]")?.dataset.place : undefined;
  return place === undefined ? null : Number(place);
}

/** Names of the experiments and numbers of the columns. */
export function Heads({ arrangement, places }: { arrangement: Arrangement; places: readonly Place[] }) {
  const brackets = bracketsOf(arrangement, new Map(places.map(({ row, experiment }) => [row.pioreactor_unit, experiment.experiment])));
  return (
    <>
      {brackets.length > 0 ? (
        <div className="prow" role="row">
          <span role="presentation" />
          {brackets.map((bracket) => (
            <span key={bracket.from} role="columnheader" aria-colspan={bracket.span} className={bracket.group === null ? "" : "br"} style={{ gridColumn: `span ${bracket.span}` }} title={bracket.group ?? undefined}>
              {bracket.group}
            </span>
          ))}
        </div>
      ) : null}
      <div className="prow" role="row">
        <span role="presentation" className="ax corner" />
        {Array.from({ length: arrangement.columns }, (_, column) => (
          <span key={column} role="columnheader" className="ax">
            {column + 1}
          </span>
        ))}
      </div>
    </>
  );
}

function Band({ box }: { box: Box | null }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (!element || !box) return;
    element.style.left = `${box.left}px`;
    element.style.top = `${box.top}px`;
    element.style.width = `${box.right - box.left}px`;
    element.style.height = `${box.bottom - box.top}px`;
  }, [box]);
  return box ? <div ref={place} className="band" aria-hidden="true" /> : null;
}
