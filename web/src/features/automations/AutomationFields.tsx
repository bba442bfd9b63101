import { useId, useState } from "react";

import type { AutomationDescriptor, AutomationField } from "../../api/types";
import { text } from "../../texts";
import { Icon } from "../../ui/Icon";
import { Segmented } from "../../ui/Segmented";
import type { JobKind, Setting } from "../jobs/catalogue";
import { defaultOf, fieldProblem, settingOf } from "./form";

interface Props {
  automation: AutomationDescriptor;
  job: JobKind;
  values: Record<string, string>;
  isTried: boolean;
  onType: (key: string, value: string) => void;
}

const t = text.actions.automations;

/** The settings of an automation in the order of its descriptor, with unit, limits and default. */
export function AutomationFields({ automation, job, values, isTried, onType }: Props) {
  if (automation.fields.length === 0) return <p className="muted small">{t.noFields}</p>;
  return (
    <div className="fields">
      {automation.fields.map((field) => (
        <Field key={field.key} field={field} setting={settingOf(field, job.known)} value={values[field.key] ?? defaultOf(field)} isTried={isTried} onType={(value) => onType(field.key, value)} />
      ))}
    </div>
  );
}

interface FieldProps {
  field: AutomationField;
  setting: Setting;
  value: string;
  isTried: boolean;
  onType: (value: string) => void;
}

function Field({ field, setting, value, isTried, onType }: FieldProps) {
  const [isLeft, setLeft] = useState(false);
  const id = useId();
  const problem = isTried || (isLeft && value.trim() !== "") ? fieldProblem(field, setting, value) : null;
  const hint = [field.type === "numeric" ? text.actions.limits(setting.min, setting.max, setting.unit) : "", setting.description ?? ""].filter(Boolean).join(". ");
  const label = (
    <>
      {field.label} {field.required || field.disabled ? null : <span className="muted small">{t.optional}</span>}
    </>
  );
  if (field.disabled) {
    return (
      <div className="field">
        <span className="label">{label}</span>
        <p className="locked">
          {value} {field.unit} <span className="small muted">{t.locked}</span>
        </p>
      </div>
    );
  }
  const words = (
    <div id={`${id}-hint`} className={problem ? "err" : "hint"} role={problem ? "alert" : undefined}>
      {problem ? <Icon name="alarm" small /> : null}
      {problem ?? hint}
    </div>
  );
  if (field.type === "boolean" || (field.type === "select" && (field.options ?? []).length <= 4)) {
    const options: [string, string][] = field.type === "boolean" ? [["1", t.yes], ["0", t.no]] : (field.options ?? []).map((one) => [one, t.option(one)]);
    return (
      <div className="field wide">
        <span className="label">{label}</span>
        <Segmented label={field.label} options={options} value={value} onPick={onType} />
        {words}
      </div>
    );
  }
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {field.type === "select" ? (
        <select id={id} className="btn" value={value} onChange={(e) => onType(e.target.value)} aria-describedby={`${id}-hint`}>
          {(field.options ?? []).map((one) => (
            <option key={one} value={one}>
              {t.option(one)}
            </option>
          ))}
        </select>
      ) : (
        <div className={`input${problem ? " bad" : ""}`}>
          <input
            id={id}
            inputMode={field.type === "numeric" ? "decimal" : "text"}
            autoComplete="off"
            value={value}
            aria-invalid={problem !== null}
            aria-describedby={`${id}-hint`}
            onChange={(e) => onType(e.target.value)}
            onBlur={() => setLeft(true)}
          />
          <span className="u">{field.unit}</span>
        </div>
      )}
      {words}
    </div>
  );
}
