import { useEffect, useId, useRef, useState } from "react";

import type { UnitRow } from "../../api/types";
import { clock } from "../../live";
import { format, text } from "../../texts";
import { Button } from "../../ui/Button";
import { setting as settingOf } from "../units/model";
import { useSetting } from "../units/useUnit";
import { setValue } from "./actions";
import type { Setting } from "./catalogue";

interface Props {
  row: UnitRow;
  experiment: string;
  job: string;
  setting: Setting;
  reason: string | null;
}

/** When this browser set a value and the unit confirmed it; shown as the origin of the setpoint. */
const setHere = new Map<string, { value: number; at: number }>();

/** A setpoint that can be changed in place. The number changes only when the unit has confirmed it. */
export function Setpoint({ row, experiment, job, setting, reason }: Props) {
  const unit = row.pioreactor_unit;
  useSetting(unit, experiment, job, setting.key);
  const [isOpen, setOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const now = settingOf(row, experiment, job, setting.key);
  const key = `${experiment}/${unit}/${job}/${setting.key}`;
  const mine = setHere.get(key);
  const close = (): void => {
    setOpen(false);
    requestAnimationFrame(() => opener.current?.focus());
  };
  const set = (value: number): void => {
    close();
    if (value === now) return;
    void setValue({ unit, experiment, job }, setting, now, value).then((end) => {
      if (end.phase === "done") setHere.set(key, { value, at: clock.nowMs() });
    });
  };
  const shown = now === null ? format.NONE : setting.show(now);
  const origin = mine && mine.value === now ? text.pages.unit.setFor.you(format.clock(mine.at)) : text.pages.unit.setFor.default;
  if (isOpen) return <Editor setting={setting} now={now} onSet={set} onClose={close} />;
  return (
    <div>
      <dt>{setting.label}</dt>
      <dd>
        <button
          ref={opener}
          type="button"
          className="sp"
          aria-label={text.pages.job.change(setting.label, `${shown} ${setting.unit}`)}
          {...(reason ? { "aria-disabled": true, title: reason } : {})}
          onClick={() => !reason && setOpen(true)}
        >
          {shown} <small>{setting.unit}</small>
        </button>
        <br />
        <span className="age">{origin}</span>
      </dd>
    </div>
  );
}

interface EditorProps {
  setting: Setting;
  now: number | null;
  onSet: (value: number) => void;
  onClose: () => void;
}

function Editor({ setting, now, onSet, onClose }: EditorProps) {
  const [typed, setTyped] = useState(now === null ? "" : String(now));
  const [error, setError] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  useEffect(() => input.current?.select(), []);
  const submit = (event: React.FormEvent): void => {
    event.preventDefault();
    const value = format.parseNumber(typed, setting.unit);
    const r = text.actions.refused;
    if (value === null) setError(r.notANumber(setting.unit));
    else if (value < setting.min) setError(r.tooLow(setting.min, setting.unit));
    else if (value > setting.max) setError(r.tooHigh(setting.max, setting.unit));
    else onSet(value);
  };
  return (
    <form
      className="spedit wide"
      onSubmit={submit}
      onKeyDown={(e) => {
        if (e.key !== "Escape") return;
        e.stopPropagation();
        onClose();
      }}
    >
      <label className="small muted" htmlFor={id} style={{ flexBasis: "100%" }}>
        {setting.label}
      </label>
      <span className={`input${error ? " bad" : ""}`}>
        <input
          id={id}
          ref={input}
          inputMode="decimal"
          autoComplete="off"
          value={typed}
          aria-invalid={error !== null}
          aria-describedby={`${id}-hint`}
          onChange={(e) => {
            setTyped(e.target.value);
            setError(null);
          }}
        />
        <span className="u">{setting.unit}</span>
      </span>
      <Button type="submit" kind="primary" size="sm">
        {text.actions.set}
      </Button>
      <span id={`${id}-hint`} className={`hint${error ? " err" : ""}`} role={error ? "alert" : undefined}>
        {error ?? text.actions.limits(setting.min, setting.max, setting.unit)}
      </span>
    </form>
  );
}
