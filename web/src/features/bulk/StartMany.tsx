import { useId, useState } from "react";

import { useAutomations, useCapabilities } from "../../api/queries";
import { useLink } from "../../live";
import { text } from "../../texts";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Field } from "../../ui/Field";
import { AutomationChoice } from "../automations/AutomationChoice";
import { AutomationFields } from "../automations/AutomationFields";
import { familyOf } from "../automations/families";
import { JOB_OF } from "../dosing/doses";
import { actionKey, start } from "../jobs/actions";
import { problemOf, useJobKinds } from "../jobs/catalogue";
import { whyNot } from "../jobs/JobRow";
import { flagsOf, OptionField, optionSettings } from "../jobs/OptionField";
import type { Place } from "../plate/usePlaces";
import { isRunning, jobState, labelOf } from "../units/model";
import { useStates } from "../units/useUnit";
import { volumeOf } from "../units/vialState";
import { begin, type Step } from "./bulkRun";
import type { Cells } from "./pasted";
import { ofAutomation, ofJob, staggerHint, staggerOf, valuesOf, type StartKind } from "./startPlan";
import { UnitValues, taken, type Candidate } from "./UnitValues";

interface Props {
  places: readonly Place[];
  onBegun: () => void;
  onClose: () => void;
}

const t = text.bulk.startDialog;
/** They end by themselves and have the dose panel of their unit, which says what the vial will hold. */
const NOT_HERE = new Set<string>([...Object.values(JOB_OF), "circulate_media", "circulate_alt_media", "led_intensity"]);

/** Starts a job or an automation on many units: the same for all, or with values of their own; at once, or one after the other. */
export function StartMany({ places, onBegun, onClose }: Props) {
  useStates();
  const isLinkUp = useLink().phase === "live";
  const jobs = useJobKinds().filter((kind) => !NOT_HERE.has(kind.name));
  const [picked, setPicked] = useState("");
  const [automationName, setAutomation] = useState<string | null>(null);
  const [common, setCommon] = useState<Record<string, string>>({});
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const [own, setOwn] = useState<ReadonlySet<string>>(new Set());
  const [cells, setCells] = useState<Cells>({});
  const [out, setOut] = useState<ReadonlySet<string>>(new Set());
  const [stagger, setStagger] = useState("0");
  const [withNeeds, setWithNeeds] = useState(true);
  const [isTried, setTried] = useState(false);
  const id = useId();
  const job = jobs.find((kind) => kind.name === picked) ?? jobs[0];
  const family = job ? (familyOf(job.name) ?? "") : "";
  const automations = useAutomations(family).data ?? [];
  const automation = family ? (automations.find((one) => one.automation_name === automationName) ?? automations[0] ?? null) : null;
  const able = places.find(({ row, experiment }) => job && whyNot(row, isLinkUp) === null && !isRunning(jobState(row, experiment.experiment, job.name)));
  // Units of one release take the same options; the first one is asked.
  const capabilities = useCapabilities((able ?? places[0])?.row.pioreactor_unit ?? "").data;
  if (!job) return null;
  const flags = family ? [] : flagsOf(capabilities, job);
  const plan: StartKind = automation ? ofAutomation(family, automation, job) : ofJob(job, optionSettings(capabilities, job), [...ticked]);
  const isReady = !family || automation !== null;
  const shared = { ...plan.defaults, ...common };
  const needs = plan.needs(shared);
  const rows = places.map(({ row, experiment }): Candidate => {
    const values = valuesOf(shared, cells[row.pioreactor_unit]);
    const problem = plan.problem(values);
    return {
      unit: row.pioreactor_unit,
      label: labelOf(row),
      reason: whyNot(row, isLinkUp) ?? (isRunning(jobState(row, experiment.experiment, job.name)) ? text.bulk.runs : null),
      note: problem === null ? (plan.summary(values, volumeOf(row, experiment.experiment)) ?? t.starts) : "",
      problem,
    };
  });
  const takers = taken(rows, out);
  const seconds = staggerOf(stagger);
  const reset = (): void => {
    setCommon({});
    setCells({});
    setOwn(new Set());
    setTicked(new Set());
    setTried(false);
  };
  const stepOf = ({ row, experiment }: Place): Step => {
    const unit = row.pioreactor_unit;
    const target = { unit, experiment: experiment.experiment, job: job.name };
    const values = valuesOf(shared, cells[unit]);
    return {
      unit,
      label: labelOf(row),
      key: actionKey(target),
      run: async () => {
        for (const name of withNeeds ? needs : []) {
          if (isRunning(jobState(row, target.experiment, name))) continue;
          const first = await start({ ...target, job: name });
          if (first.phase !== "done") return first;
        }
        return start(target, { options: plan.options(values) });
      },
    };
  };
  const go = (event: React.FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (!isReady || seconds === null || takers.length === 0 || takers.some((row) => row.problem !== null)) return;
    const title = t.title2(automation?.display_name ?? job.name, takers.length);
    void begin(title, places.filter(({ row }) => takers.some((one) => one.unit === row.pioreactor_unit)).map(stepOf), seconds);
    onBegun();
  };
  // Where each unit has a value of its own, the common one may be missing.
  const hasCommonProblem = isTried && plan.problem(shared) !== null && takers.some((row) => row.problem !== null);
  return (
    <Dialog
      isWide
      title={t.title(places.length)}
      lead={t.lead}
      onClose={onClose}
      footer={
        <>
          <span className="grow" />
          <Button onClick={onClose}>{text.frame.cancel}</Button>
          <Button kind="primary" type="submit" icon="play" form={`${id}-form`} needs="operator" whyNot={takers.length === 0 ? text.bulk.nobody : isReady ? null : text.actions.automations.loading}>
            {t.go(takers.length)}
          </Button>
        </>
      }
    >
      <form id={`${id}-form`} onSubmit={go} noValidate data-start-many>
        <div className="fields">
          <div className="field">
            <label htmlFor={`${id}-job`}>{t.job}</label>
            <select
              id={`${id}-job`}
              data-first
              className="btn"
              value={job.name}
              onChange={(event) => {
                setPicked(event.target.value);
                reset();
              }}
            >
              {jobs.map((kind) => (
                <option key={kind.name} value={kind.name}>
                  {text.actions.JobName(kind.name)}
                </option>
              ))}
            </select>
          </div>
          <Field
            label={t.stagger}
            inputMode="decimal"
            autoComplete="off"
            value={stagger}
            problem={seconds === null ? t.staggerBad : null}
            hint={staggerHint(seconds ?? 0, takers.length)}
            onChange={(event) => setStagger(event.target.value)}
          />
        </div>
        {automation ? (
          <>
            <AutomationChoice
              automations={automations}
              chosen={automation}
              onPick={(name) => {
                reset();
                setAutomation(name);
              }}
            />
            <AutomationFields key={automation.automation_name} automation={automation} job={job} values={common} isTried={hasCommonProblem} onType={(key, value) => setCommon({ ...common, [key]: value })} />
          </>
        ) : (
          <div className="fields">
            {plan.fields.map((field) => (
              <OptionField key={field.key} id={`${id}-${field.key}`} field={field} value={common[field.key] ?? ""} problem={common[field.key]?.trim() ? problemOf(field, common[field.key] ?? "") : null} onType={(value) => setCommon({ ...common, [field.key]: value })} />
            ))}
          </div>
        )}
        {flags.map((flag) => (
          <Tick key={flag.name} isOn={ticked.has(flag.name)} onChange={(isOn) => setTicked(withOne(ticked, flag.name, isOn))} words={flag.name.replaceAll("_", " ").replace(/^./, (c) => c.toUpperCase())} hint={flag.help ?? ""} />
        ))}
        {needs.length > 0 ? <Tick isOn={withNeeds} onChange={setWithNeeds} words={t.needs(needs)} /> : null}
        {plan.fields.length > 0 ? (
          <fieldset className="perunit">
            <legend>{text.bulk.perUnit}</legend>
            {plan.fields.map((field) => (
              <Tick key={field.key} isOn={own.has(field.key)} onChange={(isOn) => setOwn(withOne(own, field.key, isOn))} words={field.label} />
            ))}
          </fieldset>
        ) : null}
        {own.size > 0 ? <p className="small muted bulkhint">{text.bulk.perUnitHint}</p> : null}
        <UnitValues
          rows={rows}
          fields={plan.fields.filter((field) => own.has(field.key))}
          common={shared}
          cells={cells}
          onCells={setCells}
          out={out}
          onOut={setOut}
          noteTitle={text.bulk.what}
          isTried={isTried || Object.keys(cells).length > 0}
        />
      </form>
    </Dialog>
  );
}

const withOne = (set: ReadonlySet<string>, name: string, isIn: boolean): Set<string> => (isIn ? new Set([...set, name]) : new Set([...set].filter((one) => one !== name)));

function Tick({ isOn, onChange, words, hint = "" }: { isOn: boolean; onChange: (isOn: boolean) => void; words: string; hint?: string }) {
  return (
    <label className="choice">
      <input type="checkbox" className="chk" checked={isOn} onChange={(event) => onChange(event.target.checked)} />
      <span>
        {words} {hint ? <span className="small muted">{hint}</span> : null}
      </span>
    </label>
  );
}
