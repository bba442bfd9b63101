import { useEffect, useId, useRef, useState } from "react";

import type { UnitRow } from "../../api/types";
import { clock } from "../../live";
import { format, text } from "../../texts";
import { Button } from "../../ui/Button";
import { EditableValue } from "../../ui/EditableValue";
import { Segmented } from "../../ui/Segmented";
import { useFocusBack } from "../../ui/useFocusBack";
import { rawSetting } from "../units/model";
import { useSetting } from "../units/useUnit";
import { setValue } from "./actions";
import { isOn, isSameValue, payloadOf, problemOf, showSetting, type Setting } from "./catalogue";

interface Props {
  row: UnitRow;
  experiment: string;
  job: string;
  setting: Setting;
  reason: string | null;
}

/** When this browser set a value and the unit confirmed it; shown as the origin of the setpoint. */
const setHere = new Map<string, { value: string; at: number }>();

/** A setpoint that can be changed in place. The number changes only when the unit has confirmed it. */
export function Setpoint({ row, experiment, job, setting, reason }: Props) {
  const unit = row.pioreactor_unit;
  useSetting(unit, experiment, job, setting.key);
  const [isOpen, setOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const now = rawSetting(row, experiment, job, setting.key);
  const key = `${experiment}/${unit}/${job}/${setting.key}`;
  const mine = setHere.get(key);
  useFocusBack(isOpen, opener);
  const close = (): void => setOpen(false);
  const set = (value: string): void => {
    close();
    if (isSameValue(now, value, setting.type)) return;
    void setValue({ unit, experiment, job }, setting, now, value).then((end) => {
      if (end.phase === "done") setHere.set(key, { value, at: clock.nowMs() });
    });
  };
  const shown = showSetting(setting, now);
  const origin = mine && isSameValue(now, mine.value, setting.type) ? text.pages.unit.setFor.you(format.clock(mine.at)) : text.pages.unit.setFor.default;
  if (!setting.isEditable)
    return (
      <div>
        <dt title={setting.description ?? undefined}>{setting.label}</dt>
        <dd className="pv">
          {shown} <small>{setting.unit}</small>
        </dd>
      </div>
    );
  if (isOpen) return <Editor setting={setting} now={now} onSet={set} onClose={close} />;
  return (
    <div>
      <dt title={setting.description ?? undefined}>{setting.label}</dt>
      <dd>
        <EditableValue
          ref={opener}
          className={setting.type === "numeric" || setting.type === "boolean" ? "" : "word"}
          label={text.pages.job.change(setting.label, `${shown} ${setting.unit}`)}
          needs="operator"
          whyNot={reason}
          onOpen={() => setOpen(true)}
        >
          {shown} <small>{setting.unit}</small>
        </EditableValue>
        <br />
        <span className="age">{origin}</span>
      </dd>
    </div>
  );
}

interface EditorProps {
  setting: Setting;
  now: string | null;
  onSet: (value: string) => void;
  onClose: () => void;
}

/** In place: the value with its unit and limits. Enter sets, Esc leaves it as it was. */
function Editor({ setting, now, onSet, onClose }: EditorProps) {
  const [typed, setTyped] = useState(now === null ? "" : setting.type === "numeric" ? showSetting(setting, now).replace(format.THIN, "") : now);
  const [error, setError] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  useEffect(() => input.current?.select(), []);
  const submit = (event: React.FormEvent): void => {
    event.preventDefault();
    const problem = problemOf(setting, typed);
    if (problem) setError(problem);
    else onSet(payloadOf(setting, typed));
  };
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    onClose();
  };
  const hint = [setting.type === "numeric" ? text.actions.limits(setting.min, setting.max, setting.unit) : "", setting.description ?? ""].filter(Boolean).join(". ");
  const choices: [string, string][] | null =
    setting.type === "boolean"
      ? [
          ["1", text.actions.on],
          ["0", text.actions.off],
        ]
      : (setting.options?.map((one): [string, string] => [one, text.actions.automations.option(one)]) ?? null);
  if (choices)
    return (
      <div className="spedit wide" onKeyDown={onKeyDown} role="presentation">
        <span className="small muted" style={{ flexBasis: "100%" }}>
          {setting.label}
        </span>
        <Segmented
          label={setting.label}
          options={choices}
          value={now === null ? "" : setting.type !== "boolean" ? now : isOn(now) ? "1" : "0"}
          onPick={onSet}
        />
        <Button size="sm" kind="quiet" onClick={onClose}>
          {text.frame.cancel}
        </Button>
        <span className="hint">{hint}</span>
      </div>
    );
  return (
    <form className="spedit wide" onSubmit={submit} onKeyDown={onKeyDown}>
      <label className="small muted" htmlFor={id} style={{ flexBasis: "100%" }}>
        {setting.label}
      </label>
      <span className={`input${error ? " bad" : ""}`}>
        <input
          id={id}
          ref={input}
          inputMode={setting.type === "numeric" ? "decimal" : "text"}
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
        {error ?? hint}
      </span>
    </form>
  );
}
