import { useId } from "react";

import type { AutomationDescriptor } from "../../api/types";
import { text } from "../../texts";

interface Props {
  automations: readonly AutomationDescriptor[];
  chosen: AutomationDescriptor;
  onPick: (name: string) => void;
}

const t = text.actions.automations;
/** Up to so many are cards that can be read side by side; more are a list. */
const CARDS = 5;

/** Which automation: name, what it does, what it needs. */
export function AutomationChoice({ automations, chosen, onPick }: Props) {
  const id = useId();
  if (automations.length > CARDS) {
    return (
      <div className="field">
        <label htmlFor={id}>{t.choose}</label>
        <select id={id} data-first className="btn" value={chosen.automation_name} onChange={(e) => onPick(e.target.value)}>
          {automations.map((one) => (
            <option key={one.automation_name} value={one.automation_name}>
              {one.display_name}
            </option>
          ))}
        </select>
        <div className="hint">{chosen.description}</div>
      </div>
    );
  }
  return (
    <div className="radiocards" role="radiogroup" aria-label={t.choose}>
      {automations.map((one) => {
        const isChosen = one.automation_name === chosen.automation_name;
        return (
          <label key={one.automation_name} className={isChosen ? "on" : ""} data-automation={one.automation_name}>
            <input type="radio" name={id} className="chk" checked={isChosen} {...(isChosen ? { "data-first": true } : {})} onChange={() => onPick(one.automation_name)} />
            <span>
              <b>{one.display_name}</b>
              <span className="small t2">{one.description}</span>
              {one.needs.length > 0 ? <span className="small muted">{t.needs(one.needs)}</span> : null}
            </span>
          </label>
        );
      })}
    </div>
  );
}
