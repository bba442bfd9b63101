import { useId, useState, type FormEvent } from "react";

import { refusal, type Failure } from "../../api/refusal";
import type { Join, Model } from "../../api/types";
import { joining } from "../../texts/joining";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { Refused } from "../../ui/Refused";
import { add } from "./commands";
import { EMPTY, problemOf, wishOfForm, type Typed, type Way } from "./model";
import { SecretFields } from "./SecretFields";

const t = joining.add;
const WAYS = Object.keys(t.ways) as Way[];

interface Props {
  /** Filled in when the unit was found on the network. */
  unit: string;
  models: readonly Model[];
  whyNot: string | null;
  onBegun: (run: Join) => void;
}

/** Which unit, and how the leader gets in. Nothing is changed before the button is pressed. */
export function JoinForm({ unit, models, whyNot, onBegun }: Props) {
  const id = useId();
  const [typed, setTyped] = useState<Typed>({ ...EMPTY, unit });
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const type = (part: Partial<Typed>): void => setTyped({ ...typed, ...part });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isBusy) return;
    const cause = problemOf(typed);
    if (cause) return setFailure({ cause, remedy: null });
    setBusy(true);
    setFailure(null);
    add(wishOfForm(typed)).then(onBegun, (error: unknown) => {
      setBusy(false);
      setFailure(refusal(error));
    });
  };
  return (
    <section className="card joinform">
      <form className="body" onSubmit={submit} noValidate>
        <Field label={t.unit} hint={t.unitHint} value={typed.unit} onChange={(e) => type({ unit: e.target.value })} autoComplete="off" autoCapitalize="none" spellCheck={false} />
        <fieldset className="field plain roles">
          <legend className="label">{t.way}</legend>
          {WAYS.map((way) => (
            <label key={way}>
              <input type="radio" className="chk" name={`${id}-way`} checked={typed.way === way} onChange={() => type({ way })} />
              <span>
                {t.ways[way]} <span className="muted small">{t.wayHints[way]}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <SecretFields way={typed.way} typed={typed} onType={type} />
        <div className="field">
          <label htmlFor={`${id}-model`}>{t.model}</label>
          <select id={`${id}-model`} className="btn" value={typed.model} onChange={(e) => type({ model: e.target.value })}>
            <option value="">{t.modelLater}</option>
            {models.map((one) => (
              <option key={`${one.model_name}|${one.model_version}`} value={`${one.model_name}|${one.model_version}`}>
                {one.display_name}
              </option>
            ))}
          </select>
          <div className="hint">{t.modelHint}</div>
        </div>
        <details className="advanced">
          <summary>{t.advanced}</summary>
          <Field label={t.address} hint={t.addressHint} value={typed.address} onChange={(e) => type({ address: e.target.value })} autoComplete="off" autoCapitalize="none" spellCheck={false} />
          <Field label={t.port} inputMode="numeric" value={typed.port} onChange={(e) => type({ port: e.target.value })} autoComplete="off" />
        </details>
        <Refused failure={failure} />
        <Button kind="primary" type="submit" needs="admin" whyNot={whyNot} icon={isBusy ? "init" : "plus"} spin={isBusy}>
          {t.go(typed.unit.trim())}
        </Button>
      </form>
    </section>
  );
}
