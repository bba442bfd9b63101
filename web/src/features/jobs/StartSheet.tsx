import { useId, useState } from "react";

import { useCapabilities, useUnitConfig } from "../../api/queries";
import type { JobOption, UnitRow } from "../../api/types";
import { text } from "../../texts";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { labelOf } from "../units/model";
import { start } from "./actions";
import { payloadOf, problemOf, type JobKind, type Setting } from "./catalogue";
import { Overrides, type Other } from "./Overrides";

interface Props {
  row: UnitRow;
  experiment: string;
  job: JobKind;
  onClose: () => void;
}

const t = text.actions.startSheet;

/** Whether an option takes a number, by the word of the unit. */
const isNumber = (option: JobOption): boolean => /float|int/i.test(option.type);

/** An option as a setting: with the words and limits of the descriptor where it names the same thing. */
function fieldOf(option: JobOption, job: JobKind): Setting {
  const known = job.known.find((s) => s.key === option.name);
  return {
    key: option.name,
    label: known?.label ?? option.name.replaceAll("_", " ").replace(/^./, (c) => c.toUpperCase()),
    unit: known?.unit ?? "",
    type: isNumber(option) ? "numeric" : "string",
    min: known?.min ?? null,
    max: known?.max ?? null,
    isEditable: true,
    description: option.help ?? known?.description ?? null,
  };
}

/** Starts a job with options and, under Advanced, configuration for this start only. What is empty is as configured. */
export function StartSheet({ row, experiment, job, onClose }: Props) {
  const unit = row.pioreactor_unit;
  const capabilities = useCapabilities(unit);
  const config = useUnitConfig(unit).data ?? {};
  const [typed, setTyped] = useState<Record<string, string>>({});
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const [own, setOwn] = useState<Record<string, string>>({});
  const [other, setOther] = useState<Other>({ section: "", key: "", value: "" });
  const [isTried, setTried] = useState(false);
  const id = useId();
  const options = (capabilities.data?.find((c) => c.job_name === job.name && !c.automation_name)?.options ?? []).filter((o) => !o.multiple);
  const flags = options.filter((option) => option.is_flag);
  // A yes-or-no option that is no flag wants a word that only the unit knows; it stays with the configuration.
  const fields = options.filter((option) => !option.is_flag && option.type !== "boolean").map((option) => fieldOf(option, job));
  const filled = fields.filter((f) => (typed[f.key] ?? "").trim() !== "");
  const problems = new Map(filled.flatMap((f) => (problemOf(f, typed[f.key] ?? "") ? [[f.key, problemOf(f, typed[f.key] ?? "") as string]] : [])));
  const isOtherEmpty = Object.values(other).every((v) => v.trim() === "");
  const isOtherWhole = Object.values(other).every((v) => v.trim() !== "");
  const section = `${job.name}.config`;

  const go = (event: React.FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (problems.size > 0 || !(isOtherEmpty || isOtherWhole)) return;
    const overrides: [string, string, string][] = Object.entries(own).flatMap(([key, value]) => (value.trim() === "" ? [] : [[section, key, value.trim()]]));
    if (isOtherWhole) overrides.push([other.section.trim(), other.key.trim(), other.value.trim()]);
    const chosen: Record<string, string | null> = Object.fromEntries(filled.map((f) => [f.key, payloadOf(f, typed[f.key] ?? "")]));
    for (const flag of flags) if (ticked.has(flag.name)) chosen[flag.name] = null;
    void start({ unit, experiment, job: job.name }, { options: chosen, overrides });
    onClose();
  };
  return (
    <Dialog
      title={t.title(job.name, labelOf(row))}
      lead={t.lead}
      onClose={onClose}
      footer={
        <>
          <span className="grow" />
          <Button onClick={onClose}>{text.frame.cancel}</Button>
          <Button kind="primary" type="submit" form={`${id}-form`} icon="play">
            {text.actions.start}
          </Button>
        </>
      }
    >
      <form id={`${id}-form`} onSubmit={go} data-start-sheet>
        {capabilities.isPending ? <p className="muted">{t.loading}</p> : null}
        {capabilities.isError ? <p role="alert">{t.failed}</p> : null}
        {capabilities.data && fields.length + flags.length === 0 ? <p className="muted">{t.noOptions}</p> : null}
        <div className="fields">
          {fields.map((field) => (
            <Field key={field.key} id={`${id}-${field.key}`} field={field} value={typed[field.key] ?? ""} problem={problems.get(field.key) ?? null} onType={(value) => setTyped({ ...typed, [field.key]: value })} />
          ))}
        </div>
        {flags.map((flag) => (
          <label key={flag.name} className="choice">
            <input
              type="checkbox"
              className="chk"
              checked={ticked.has(flag.name)}
              onChange={(e) => setTicked(e.target.checked ? new Set([...ticked, flag.name]) : new Set([...ticked].filter((one) => one !== flag.name)))}
            />
            <span>
              {flag.name.replaceAll("_", " ").replace(/^./, (c) => c.toUpperCase())} <span className="small muted">{flag.help}</span>
            </span>
          </label>
        ))}
        <Overrides
          section={section}
          present={config[section] ?? {}}
          sections={config}
          own={own}
          onOwn={(key, value) => setOwn({ ...own, [key]: value })}
          other={other}
          onOther={setOther}
          problem={isTried && !isOtherEmpty && !isOtherWhole ? t.incomplete : null}
        />
      </form>
    </Dialog>
  );
}

interface FieldProps {
  id: string;
  field: Setting;
  value: string;
  problem: string | null;
  onType: (value: string) => void;
}

function Field({ id, field, value, problem, onType }: FieldProps) {
  const limits = field.type === "numeric" ? text.actions.limits(field.min, field.max, field.unit) : "";
  return (
    <div className="field">
      <label htmlFor={id}>{field.label}</label>
      <div className={`input${problem ? " bad" : ""}`}>
        <input
          id={id}
          inputMode={field.type === "numeric" ? "decimal" : "text"}
          autoComplete="off"
          placeholder={t.configured}
          value={value}
          aria-invalid={problem !== null}
          aria-describedby={`${id}-hint`}
          onChange={(e) => onType(e.target.value)}
        />
        <span className="u">{field.unit}</span>
      </div>
      <div id={`${id}-hint`} className={problem ? "err" : "hint"} role={problem ? "alert" : undefined}>
        {problem ?? [field.description, limits].filter(Boolean).join(" ")}
      </div>
    </div>
  );
}
