import { useEffect, useId, useRef, useState } from "react";

import type { UnitRow } from "../../api/types";
import { presence, useLink } from "../../live";
import { format, text } from "../../texts";
import { Button } from "../../ui/Button";
import { Chip } from "../../ui/Chip";
import { EditableValue } from "../../ui/EditableValue";
import { useFocusBack } from "../../ui/useFocusBack";
import { Outcome, useAction } from "../jobs/Outcome";
import { isRunning, jobState } from "../units/model";
import { useStates } from "../units/useUnit";
import { lampKey, setLamp, useLamps, type Lamp } from "./lamps";

const t = text.actions.lamps;

/** The lamps of a unit: one brightness per channel, each changed in place. */
export function LampsCard({ row, experiment }: { row: UnitRow; experiment: string }) {
  const unit = row.pioreactor_unit;
  useStates();
  const isLinkUp = useLink().phase === "live";
  const lamps = useLamps(row, experiment);
  const record = useAction(lampKey(unit, experiment));
  const heading = useId();
  const lit = lamps.filter((lamp) => !lamp.isIr && lamp.percent > 0);
  const isReading = isRunning(jobState(row, experiment, "od_reading"));
  const isOffline = presence(unit).state === "offline";
  const reason = isLinkUp ? (isOffline ? text.actions.disabled.offline(unit) : null) : text.frame.link.disabled;
  const whyNot = (lamp: Lamp): string | null => (lamp.isIr && isReading ? t.irOwned : reason);
  const off = (): void => {
    for (const lamp of lit) void setLamp(unit, experiment, lamp.channel, lamp.percent, 0);
  };
  return (
    <section className="card lamps" aria-labelledby={heading} data-job="leds" data-state={lit.length > 0 ? "on" : "off"}>
      <header>
        <h2 id={heading}>{t.name}</h2>
        <Chip kind={isLinkUp ? (lit.length > 0 ? "ready" : "off") : "stale"}>{lit.length > 0 ? t.lit(lit.length) : t.dark}</Chip>
        {lit.length > 0 ? (
          <Button size="sm" icon="stop" needs="operator" aria-label={t.allOff} onClick={off}>
            {t.off}
          </Button>
        ) : null}
      </header>
      <dl className="read" aria-labelledby={heading}>
        {lamps.map((lamp) => (
          <LampValue key={lamp.channel} lamp={lamp} isReading={isReading} whyNot={whyNot(lamp)} onSet={(to) => void setLamp(unit, experiment, lamp.channel, lamp.percent, to)} />
        ))}
      </dl>
      <Outcome record={record} />
    </section>
  );
}

interface ValueProps {
  lamp: Lamp;
  isReading: boolean;
  whyNot: string | null;
  onSet: (percent: number) => void;
}

function LampValue({ lamp, isReading, whyNot, onSet }: ValueProps) {
  const [isOpen, setOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  useFocusBack(isOpen, opener);
  const close = (): void => setOpen(false);
  const name = t.channel(lamp.channel);
  if (isOpen) {
    return (
      <LampEditor
        lamp={lamp}
        onSet={(percent) => {
          close();
          if (Math.abs(percent - lamp.percent) >= 0.05) onSet(percent);
        }}
        onClose={close}
      />
    );
  }
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <EditableValue ref={opener} label={t.change(name, format.percent(lamp.percent))} needs="operator" whyNot={whyNot} onOpen={() => setOpen(true)}>
          {format.percent(lamp.percent)} <small>%</small>
        </EditableValue>
        <span className="age">{lamp.isIr && isReading ? t.byReading : (lamp.role ?? t.free)}</span>
      </dd>
    </div>
  );
}

/** A slider and a number that are one value. Enter or Set asks for it, Esc leaves it as it was. */
function LampEditor({ lamp, onSet, onClose }: { lamp: Lamp; onSet: (percent: number) => void; onClose: () => void }) {
  const [typed, setTyped] = useState(format.percent(lamp.percent));
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  useEffect(() => input.current?.select(), []);
  const value = format.parseNumber(typed, "%");
  const problem = value === null ? text.actions.refused.notANumber("%") : value < 0 ? text.actions.refused.tooLow(0, "%") : value > 100 ? text.actions.refused.tooHigh(100, "%") : null;
  const submit = (event: React.FormEvent): void => {
    event.preventDefault();
    if (value !== null && !problem) onSet(value);
  };
  return (
    <form
      className="spedit lampedit"
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.shiftKey) return;
        event.stopPropagation();
        onClose();
      }}
    >
      <label className="small muted" htmlFor={id}>
        {t.channel(lamp.channel)}
      </label>
      <input type="range" min="0" max="100" step="1" value={problem ? 0 : (value ?? 0)} aria-label={t.slider(lamp.channel)} onChange={(e) => setTyped(e.target.value)} />
      <span className={`input${problem ? " bad" : ""}`}>
        <input id={id} ref={input} inputMode="decimal" autoComplete="off" value={typed} aria-invalid={problem !== null} aria-describedby={`${id}-hint`} onChange={(e) => setTyped(e.target.value)} />
        <span className="u">%</span>
      </span>
      <Button type="submit" kind="primary" size="sm">
        {text.actions.set}
      </Button>
      <Button size="sm" kind="quiet" onClick={onClose}>
        {text.frame.cancel}
      </Button>
      <span id={`${id}-hint`} className={`hint${problem ? " err" : ""}`} role={problem ? "alert" : undefined}>
        {problem ?? t.stays}
      </span>
    </form>
  );
}
