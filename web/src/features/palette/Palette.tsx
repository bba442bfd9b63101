import { useContext, useEffect, useId, useMemo, useState } from "react";

import type { Overview } from "../../api/types";
import { text } from "../../texts";
import { palette as t } from "../../texts/palette";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Icon } from "../../ui/Icon";
import { Permission } from "../../ui/permission";
import { found, itemsOf, type FrameActions, type Item } from "./items";
import { chose, recent } from "./recent";

interface Props {
  overview: Overview | undefined;
  actions: FrameActions;
  onClose: () => void;
}

/** Everything by its name: units, pages, actions. Only what the person may do. */
export function Palette({ overview, actions, onClose }: Props) {
  const id = useId();
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const [last] = useState(recent);
  const whyForbidden = useContext(Permission);
  const items = useMemo(() => itemsOf(overview, actions), [overview, actions]);
  const rows = useMemo(() => found(items, typed, (item) => !item.needs || whyForbidden(item.needs) === null, last), [items, typed, whyForbidden, last]);
  const active = rows[Math.min(at, rows.length - 1)];
  const activeId = active ? `${id}-${rows.indexOf(active)}` : undefined;
  useEffect(() => {
    if (activeId) document.getElementById(activeId)?.scrollIntoView({ block: "nearest" });
  }, [activeId]);
  const pick = (item: Item): void => {
    chose(item.key);
    // The dialog gives the focus back first: what opens now is to get it.
    onClose();
    setTimeout(item.run);
  };
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.key === "ArrowDown") setAt((at + 1) % Math.max(1, rows.length));
    else if (event.key === "ArrowUp") setAt((at - 1 + rows.length) % Math.max(1, rows.length));
    else if (event.key === "Enter" && active) pick(active);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog
      title={t.title}
      onClose={onClose}
      footer={
        <>
          <span className="small muted grow">{t.hint}</span>
          <Button onClick={onClose}>{text.frame.close}</Button>
        </>
      }
    >
      <div className="palette">
        <input
          data-first
          role="combobox"
          aria-label={t.field}
          placeholder={t.field}
          aria-expanded={rows.length > 0}
          aria-controls={id}
          aria-autocomplete="list"
          aria-activedescendant={activeId}
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
        <p className="sr" role="status">
          {typed ? (rows.length ? t.count(rows.length) : t.nothing(typed)) : ""}
        </p>
        <div id={id} role="listbox" aria-label={t.title}>
          {sections(rows, typed, last).map(({ name, part }) => (
            <div key={name} role="group" aria-label={name}>
              <p className="gh" aria-hidden="true">
                {name}
              </p>
              {part.map((item) => (
                <Row key={item.key} id={`${id}-${rows.indexOf(item)}`} item={item} isActive={item === active} onPick={pick} />
              ))}
            </div>
          ))}
        </div>
        {rows.length === 0 ? <p className="none">{t.nothing(typed)}</p> : null}
      </div>
    </Dialog>
  );
}

interface Section {
  name: string;
  part: Item[];
}

/** Rows that stand together under one heading. */
function sections(rows: readonly Item[], typed: string, last: readonly string[]): Section[] {
  const found: Section[] = [];
  for (const item of rows) {
    const name = !typed.trim() && last.includes(item.key) ? t.recent : t.groups[item.group];
    const before = found.at(-1);
    if (before?.name === name) before.part.push(item);
    else found.push({ name, part: [item] });
  }
  return found;
}

function Row({ id, item, isActive, onPick }: { id: string; item: Item; isActive: boolean; onPick: (item: Item) => void }) {
  return (
    <div id={id} role="option" aria-selected={isActive} data-active={isActive} data-palette-item={item.key} tabIndex={-1} onClick={() => onPick(item)} onKeyDown={() => undefined}>
      <Icon name={item.icon} small />
      <b>{item.name}</b>
      {item.more ? <span>{item.more}</span> : null}
    </div>
  );
}
