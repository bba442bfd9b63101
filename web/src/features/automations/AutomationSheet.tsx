import { useId, useState } from "react";

import { useAutomations, useUnitConfig } from "../../api/queries";
import type { AutomationDescriptor, UnitRow } from "../../api/types";
import { text } from "../../texts";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { start, stop } from "../jobs/actions";
import type { JobKind } from "../jobs/catalogue";
import { Overrides, type Other } from "../jobs/Overrides";
import { isRunning, jobState, labelOf, rawSetting } from "../units/model";
import { volumeOf } from "../units/vialState";
import { AutomationChoice } from "./AutomationChoice";
import { AutomationFields } from "./AutomationFields";
import { familyOf } from "./families";
import { defaultOf, fieldProblem, neededJobs, neededPumps, optionsOf, settingOf, summaryOf } from "./form";
import { VialAtStart } from "./VialAtStart";

interface Props {
  row: UnitRow;
  experiment: string;
  job: JobKind;
  onClose: () => void;
}

const t = text.actions.automations;

/** Chooses an automation of a family, its settings and what it needs; starts it, or puts it in the place of the one that runs. */
export function AutomationSheet({ row, experiment, job, onClose }: Props) {
  const unit = row.pioreactor_unit;
  const family = familyOf(job.name) ?? "";
  const automations = useAutomations(family);
  const config = useUnitConfig(unit).data ?? {};
  const now = isRunning(jobState(row, experiment, job.name)) ? rawSetting(row, experiment, job.name, "automation_name") : null;
  const [picked, setPicked] = useState<string | null>(null);
  const [values, setValues] = useState<Record<string, string>>({});
  const [vial, setVial] = useState<Record<string, string>>({});
  const [skipped, setSkipped] = useState<ReadonlySet<string>>(new Set());
  const [own, setOwn] = useState<Record<string, string>>({});
  const [other, setOther] = useState<Other>({ section: "", key: "", value: "" });
  const [isTried, setTried] = useState(false);
  const id = useId();
  const list = automations.data ?? [];
  const chosen = list.find((one) => one.automation_name === (picked ?? now)) ?? list[0] ?? null;
  const nameOf = (name: string): string => list.find((one) => one.automation_name === name)?.display_name ?? name;
  const missing = chosen ? neededJobs(family, chosen, values).filter((name) => !isRunning(jobState(row, experiment, name))) : [];
  const isOtherEmpty = Object.values(other).every((v) => v.trim() === "");
  const isOtherWhole = Object.values(other).every((v) => v.trim() !== "");
  const section = `${job.name}.config`;

  const go = (event: React.FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (!chosen || hasProblem(chosen, job, values) || !(isOtherEmpty || isOtherWhole)) return;
    const overrides: [string, string, string][] = Object.entries(own).flatMap(([key, value]) => (value.trim() === "" ? [] : [[section, key, value.trim()]]));
    if (isOtherWhole) overrides.push([other.section.trim(), other.key.trim(), other.value.trim()]);
    const seeds = Object.fromEntries(Object.entries(vial).filter(([, value]) => value.trim() !== ""));
    void begin({ ...optionsOf(chosen, values), ...seeds }, overrides, missing.filter((name) => !skipped.has(name)));
    onClose();
  };
  const begin = async (options: Record<string, string | number>, overrides: [string, string, string][], first: readonly string[]): Promise<void> => {
    for (const name of first) {
      const end = await start({ unit, experiment, job: name });
      if (end.phase === "refused") return;
    }
    const target = { unit, experiment, job: job.name };
    if (now !== null && (await stop(target)).phase !== "done") return;
    await start(target, { options, overrides });
  };
  return (
    <Dialog
      isWide
      title={now === null ? t.sheetTitle(job.name, labelOf(row)) : t.changeTitle(job.name, labelOf(row))}
      lead={now === null ? t.lead : t.changeLead(nameOf(now))}
      onClose={onClose}
      footer={
        <>
          <span className="grow" />
          <Button onClick={onClose}>{text.frame.cancel}</Button>
          <Button kind="primary" type="submit" form={`${id}-form`} icon="play" whyNot={chosen ? null : automations.isPending ? t.loading : t.none}>
            {chosen ? (now === null ? t.start(chosen.display_name) : t.changeTo(chosen.display_name)) : text.actions.start}
          </Button>
        </>
      }
    >
      <form id={`${id}-form`} onSubmit={go} data-automation-sheet={family} noValidate>
        {automations.isPending ? <p className="muted">{t.loading}</p> : null}
        {automations.isError ? <p role="alert">{t.failed}</p> : null}
        {automations.data && list.length === 0 ? <p className="muted">{t.none}</p> : null}
        {chosen ? (
          <>
            <AutomationChoice automations={list} chosen={chosen} onPick={setPicked} />
            <AutomationFields key={chosen.automation_name} automation={chosen} job={job} values={values} isTried={isTried} onType={(key, value) => setValues({ ...values, [key]: value })} />
            <Summary automation={chosen} values={values} volumeMl={volumeOf(row, experiment)} />
            {missing.length > 0 ? (
              <fieldset className="needs">
                <legend>{t.unmet}</legend>
                {missing.map((name) => (
                  <label key={name} className="choice">
                    <input
                      type="checkbox"
                      className="chk"
                      checked={!skipped.has(name)}
                      onChange={(e) => setSkipped(e.target.checked ? new Set([...skipped].filter((one) => one !== name)) : new Set([...skipped, name]))}
                    />
                    <span>
                      {t.startToo(name)} {skipped.has(name) ? <span className="small muted">{t.withoutIt(name)}</span> : null}
                    </span>
                  </label>
                ))}
              </fieldset>
            ) : null}
            {family === "dosing" && neededPumps(chosen).length > 0 ? <VialAtStart row={row} experiment={experiment} values={vial} onType={(key, value) => setVial({ ...vial, [key]: value })} /> : null}
          </>
        ) : null}
        <Overrides
          section={section}
          present={config[section] ?? {}}
          sections={config}
          own={own}
          onOwn={(key, value) => setOwn({ ...own, [key]: value })}
          other={other}
          onOther={setOther}
          problem={isTried && !isOtherEmpty && !isOtherWhole ? text.actions.startSheet.incomplete : null}
        />
      </form>
    </Dialog>
  );
}

const hasProblem = (automation: AutomationDescriptor, job: JobKind, values: Record<string, string>): boolean =>
  automation.fields.some((field) => fieldProblem(field, settingOf(field, job.known), values[field.key] ?? defaultOf(field)) !== null);

function Summary({ automation, values, volumeMl }: { automation: AutomationDescriptor; values: Record<string, string>; volumeMl: number | null }) {
  const sentence = summaryOf(automation, values, volumeMl);
  const pumps = neededPumps(automation);
  return (
    <>
      {sentence ? (
        <p className="summary" aria-live="polite">
          {sentence}
        </p>
      ) : null}
      {pumps.length > 0 ? <p className="small muted pumpsnote">{t.pumps(pumps)}</p> : null}
    </>
  );
}
