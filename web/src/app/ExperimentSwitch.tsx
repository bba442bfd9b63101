import { useEffect, useId, useRef, useState } from "react";

import type { Experiment, Overview } from "../api/types";
import { clock, useTick } from "../live";
import { format, text } from "../texts";
import { Button } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { href, navigate } from "./router";

interface Props {
  overview: Overview | undefined;
  onCreate: () => void;
}

const t = text.frame.experiment;

/** Listbox of experiments: those with units first. The last row makes a new one. */
export function ExperimentSwitch({ overview, onCreate }: Props) {
  const [isOpen, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  const now = overview?.experiment ?? null;
  const elapsed = useElapsed(now?.created_at);
  useEffect(() => {
    if (!isOpen) return;
    const away = (event: PointerEvent): void => {
      if (!box.current?.contains(event.target as Node)) setOpen(false);
    };
    addEventListener("pointerdown", away);
    return () => removeEventListener("pointerdown", away);
  }, [isOpen]);
  const close = (): void => {
    setOpen(false);
    box.current?.querySelector<HTMLElement>(".expsel")?.focus();
  };
  return (
    <div ref={box} style={{ minWidth: 0, display: "flex" }}>
      <button type="button" className="expsel" aria-haspopup="listbox" aria-expanded={isOpen} aria-controls={isOpen ? id : undefined} onClick={() => setOpen(!isOpen)}>
        <b>{now?.experiment ?? t.none}</b>
        <span>{elapsed}</span>
        <Icon name="chev" small />
      </button>
      {isOpen ? (
        <List
          id={id}
          overview={overview}
          now={now}
          onPick={(experiment) => {
            close();
            navigate(href(location.pathname.startsWith("/units/") ? "/units" : location.pathname, { experiment }));
          }}
          onCreate={() => {
            close();
            onCreate();
          }}
          onClose={close}
        />
      ) : null}
    </div>
  );
}

interface ListProps {
  id: string;
  overview: Overview | undefined;
  now: Experiment | null;
  onPick: (experiment: string) => void;
  onCreate: () => void;
  onClose: () => void;
}

function List({ id, overview, now, onPick, onCreate, onClose }: ListProps) {
  const all = overview?.experiments ?? [];
  const active = all.filter((e) => e.worker_count > 0);
  const others = all.filter((e) => e.worker_count === 0);
  const order = [...active, ...others];
  const [at, setAt] = useState(Math.max(0, order.findIndex((e) => e.experiment === now?.experiment)));
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => list.current?.focus(), []);
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.key === "ArrowDown") setAt(Math.min(order.length - 1, at + 1));
    else if (event.key === "ArrowUp") setAt(Math.max(0, at - 1));
    else if (event.key === "Enter" && event.target === list.current && order[at]) onPick(order[at].experiment);
    else if (event.key === "Escape") onClose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const group = (name: string, rows: readonly Experiment[]) =>
    rows.length === 0 ? null : (
      <div role="group" aria-label={name}>
        <p className="gh" aria-hidden="true">
          {name}
        </p>
        {rows.map((e) => (
          <Row key={e.experiment} id={`${id}-${order.indexOf(e)}`} row={e} isNow={e.experiment === now?.experiment} isActive={order[at]?.experiment === e.experiment} onPick={onPick} />
        ))}
      </div>
    );
  return (
    <div className="explist" onKeyDown={onKeyDown} role="presentation">
      <div id={id} ref={list} role="listbox" tabIndex={0} aria-label={t.choose} aria-activedescendant={order[at] ? `${id}-${at}` : undefined}>
        {group(t.active, active)}
        {group(t.others, others)}
      </div>
      <Button kind="quiet" className="new" icon="plus" size="sm" needs="operator" onClick={onCreate}>
        {t.create}
      </Button>
    </div>
  );
}

function Row({ id, row, isNow, isActive, onPick }: { id: string; row: Experiment; isNow: boolean; isActive: boolean; onPick: (experiment: string) => void }) {
  const age = format.elapsedShort((clock.nowMs() - Date.parse(row.created_at)) / 1000);
  return (
    <div id={id} role="option" aria-selected={isNow} data-active={isActive} tabIndex={-1} onClick={() => onPick(row.experiment)} onKeyDown={() => undefined}>
      <b>{row.experiment}</b>
      <span>{row.worker_count > 0 ? `${t.units(row.worker_count)}, ${age}` : age}</span>
    </div>
  );
}

/** Time since an experiment began, by the clock of the cluster. */
function useElapsed(createdAt: string | undefined): string {
  useTick();
  return createdAt ? format.elapsed((clock.nowMs() - Date.parse(createdAt)) / 1000) : "";
}
