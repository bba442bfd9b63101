import { useId, useState } from "react";

import { useCapabilities, useUnitConfig } from "../../api/queries";
import type { UnitRow } from "../../api/types";
import { text } from "../../texts";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { labelOf } from "../units/model";
import { start } from "./actions";
import { payloadOf, problemOf, type JobKind } from "./catalogue";
import { flagsOf, OptionField, optionSettings } from "./OptionField";
import { Overrides, type Other } from "./Overrides";

interface Props {
  row: UnitRow;
  experiment: string;
  job: JobKind;
  onClose: () => void;
}

const t = text.actions.startSheet;

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
  const flags = flagsOf(capabilities.data, job);
  const fields = optionSettings(capabilities.data, job);
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
            <OptionField key={field.key} id={`${id}-${field.key}`} field={field} value={typed[field.key] ?? ""} problem={problems.get(field.key) ?? null} onType={(value) => setTyped({ ...typed, [field.key]: value })} />
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
