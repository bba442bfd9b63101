import { useRef, useState, type DragEvent, type KeyboardEvent, type MouseEvent } from "react";

import { text } from "../../texts";
import type { UnitAlarm } from "../alarms/alarmModel";
import { labelOf } from "../units/model";
import { isMove, moved } from "./moves";
import { Heads, placeOf } from "./Plate";
import { placeName, rowName, swapped, type Arrangement } from "./places";
import type { Reading } from "./reading";
import type { Shape } from "./sparkline";
import type { Place } from "./usePlaces";
import { Well } from "./Well";

interface Props {
  arrangement: Arrangement;
  onArrange: (arrangement: Arrangement) => void;
  places: readonly Place[];
  reading: Reading;
  shapes: ReadonlyMap<string, Shape>;
  alarms: ReadonlyMap<string, UnitAlarm>;
  isCompact: boolean;
}

/** The plate while wells are put where their units stand: by dragging, by pressing a well and then its place, or by keys. */
export function ArrangePlate({ arrangement, onArrange, places, reading, shapes, alarms, isCompact }: Props) {
  const { columns } = arrangement;
  const box = useRef<HTMLDivElement>(null);
  const [held, setHeld] = useState<number | null>(null);
  const [at, setAt] = useState(0);
  const [said, setSaid] = useState("");
  const byUnit = new Map(places.map((place) => [place.row.pioreactor_unit, place]));
  // A row of empty places below, so that there is always room for another one.
  const cells: Arrangement = { columns, places: [...arrangement.places, ...Array.from({ length: columns }, () => null)] };
  const labelAt = (index: number): string => {
    const place = byUnit.get(cells.places[index] ?? "");
    return place ? labelOf(place.row) : "";
  };
  const focus = (index: number): void => box.current?.querySelector<HTMLElement>(`[data-place="${index}"]`)?.focus();
  const put = (from: number, to: number, isDown: boolean): void => {
    const words = isDown ? text.plate.arrange.put : text.plate.arrange.held;
    setSaid(words(labelAt(from), placeName(to, columns)));
    onArrange(swapped(arrangement, from, to));
    setHeld(isDown ? null : to);
    setAt(to);
  };
  const press = (index: number): void => {
    setAt(index);
    if (held !== null) put(held, index, true);
    else if (cells.places[index]) {
      setHeld(index);
      setSaid(text.plate.arrange.held(labelAt(index), placeName(index, columns)));
    }
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const index = placeOf(event.target);
    if (index === null) return;
    if (isMove(event.key)) {
      event.preventDefault();
      const to = moved(cells, index, event.key, { isCtrl: event.ctrlKey || event.metaKey, hasEmpty: true });
      if (held !== null && to !== held) put(held, to, false);
      // The well that was led there is in the page after the next picture.
      requestAnimationFrame(() => focus(to));
    } else if (event.key === " " || event.key === "Enter") {
      event.preventDefault();
      press(index);
    } else if (event.key === "Escape" && held !== null) {
      event.stopPropagation();
      setHeld(null);
    }
  };
  const onDrop = (event: DragEvent): void => {
    const [from, to] = [Number(event.dataTransfer.getData("text/plain")), placeOf(event.target)];
    event.preventDefault();
    if (to !== null && Number.isInteger(from) && from !== to) put(from, to, true);
  };
  return (
    <div className="platebox">
      <p className="sr" role="status">
        {said}
      </p>
      <div
        ref={box}
        className={`plate arranging${isCompact ? " compact" : ""}`}
        style={{ "--columns": columns } as React.CSSProperties}
        role="grid"
        tabIndex={-1}
        aria-label={`${text.plate.arrange.name}. ${text.plate.arrange.hint}`}
        aria-colcount={columns}
        onKeyDown={onKeyDown}
        onClick={(event: MouseEvent) => {
          const index = placeOf(event.target);
          if (index !== null) press(index);
        }}
        onFocus={(event) => setAt(placeOf(event.target) ?? at)}
        onDragStart={(event) => event.dataTransfer.setData("text/plain", String(placeOf(event.target)))}
        onDragOver={(event) => placeOf(event.target) !== null && event.preventDefault()}
        onDrop={onDrop}
      >
        <Heads arrangement={cells} places={places} />
        {Array.from({ length: Math.ceil(cells.places.length / columns) }, (_, row) => (
          <div key={row} role="row" className="prow">
            <span role="rowheader" className="ax">
              {rowName(row)}
            </span>
            {cells.places.slice(row * columns, (row + 1) * columns).map((unit, column) => {
              const index = row * columns + column;
              const place = unit === null ? undefined : byUnit.get(unit);
              if (!place) return <div key={index} role="gridcell" className="nowell" data-place={index} tabIndex={index === at ? 0 : -1} aria-label={text.plate.empty(placeName(index, columns))} />;
              return (
                <Well
                  key={unit}
                  place={place}
                  name={placeName(index, columns)}
                  index={index}
                  reading={reading}
                  shape={shapes.get(unit as string)}
                  alarm={alarms.get(unit as string)}
                  isSelected={index === held}
                  isEntry={index === at}
                  isHeld={index === held}
                  canDrag
                />
              );
            })}
          </div>
        ))}
      </div>
    </div>
  );
}
