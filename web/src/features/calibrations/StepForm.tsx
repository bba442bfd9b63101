import { useEffect, useId, useRef, useState, type FormEvent } from "react";

import type { StepField, StepView } from "../../api/types";
import { calibrating } from "../../texts/calibrating";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { PlainTable } from "../../ui/PlainTable";
import { Segmented } from "../../ui/Segmented";
import { answerOf, extrasOf, fieldProblem, firstText, limitsOf, seriesOf } from "./step";
import { CurveView } from "./CurveView";

const t = calibrating.session;
const GO: Record<StepView["step_type"], string> = { info: t.goOn, confirm: t.confirm, form: t.goOn, action: t.run, result: t.goOn };

interface Props {
  step: StepView;
  isBusy: boolean;
  onAnswer: (inputs: Readonly<Record<string, unknown>>) => void;
}

/** A step as the unit describes it: what to read, what to type, and other answers than that. Give it a key per step. */
export function StepForm({ step, isBusy, onAnswer }: Props) {
  const id = useId();
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>(() => Object.fromEntries(step.fields.map((field) => [field.name, firstText(field)])));
  const [isTried, setTried] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const form = useRef<HTMLFormElement>(null);
  const { chart, table, actions } = extrasOf(step);
  useEffect(() => {
    const first = form.current?.querySelector<HTMLInputElement>("input");
    (first ?? heading.current)?.focus();
    first?.select();
  }, []);
  const problemOf = (field: StepField): string | null => fieldProblem(field, typed[field.name] ?? "");
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (isBusy || step.fields.some((field) => problemOf(field) !== null)) return;
    onAnswer(Object.fromEntries(step.fields.map((field) => [field.name, answerOf(field, typed[field.name] ?? "")])));
  };
  return (
    <section className="card step" aria-labelledby={`${id}-title`} data-step={step.step_id} data-step-type={step.step_type}>
      <div className="body">
        <h2 id={`${id}-title`} ref={heading} tabIndex={-1}>
          {step.title}
        </h2>
        <p className="prose">{step.body}</p>
        <form ref={form} id={`${id}-form`} onSubmit={submit}>
          {step.fields.map((field) => (
            <OneField key={field.name} field={field} typed={typed[field.name] ?? ""} problem={isTried ? problemOf(field) : null} onType={(value) => setTyped({ ...typed, [field.name]: value })} />
          ))}
        </form>
        {chart ? <CurveView title={chart.title} xLabel={chart.x_label} yLabel={chart.y_label} series={seriesOf(chart)} /> : null}
        {table ? <PlainTable label={table.title} caption={table.title} columns={table.columns} rows={table.rows} /> : null}
        {step.step_type === "result" ? null : (
          <div className="stepacts">
            <Button kind="primary" type="submit" form={`${id}-form`} needs="operator" icon={isBusy ? "init" : step.step_type === "action" ? "play" : "check"} spin={isBusy}>
              {isBusy ? t.sending : GO[step.step_type]}
            </Button>
            {actions.map((action) => (
              <Button key={action.label} icon="undo" needs="operator" onClick={() => !isBusy && onAnswer(action.inputs)}>
                {action.label}
              </Button>
            ))}
          </div>
        )}
      </div>
    </section>
  );
}

interface FieldProps {
  field: StepField;
  typed: string;
  problem: string | null;
  onType: (value: string) => void;
}

function OneField({ field, typed, problem, onType }: FieldProps) {
  const id = useId();
  const hint = [field.help_text, field.field_type === "float_list" && !field.help_text ? t.several : null, limitsOf(field)].filter(Boolean).join(" ");
  if (field.field_type === "bool" || field.field_type === "choice") {
    const options = field.field_type === "bool" ? ([["yes", t.yes], ["no", t.no]] as const) : (field.options ?? []).map((one) => [one, one] as const);
    return (
      <div className="field">
        <span className="label">{field.label}</span>
        {options.length <= 4 ? (
          <Segmented label={field.label} options={options} value={typed} onPick={onType} />
        ) : (
          <select id={id} className="btn wide" aria-label={field.label} value={typed} onChange={(event) => onType(event.target.value)}>
            {options.map(([value, word]) => (
              <option key={value} value={value}>
                {word}
              </option>
            ))}
          </select>
        )}
        {hint ? <div className="hint">{hint}</div> : null}
      </div>
    );
  }
  const isNumber = field.field_type === "float" || field.field_type === "int";
  return (
    <Field
      label={field.label}
      {...(field.required ? {} : { aside: t.optional })}
      {...(hint ? { hint } : {})}
      problem={problem}
      name={field.name}
      value={typed}
      inputMode={isNumber ? "decimal" : "text"}
      autoComplete="off"
      onChange={(event) => onType(event.target.value)}
    />
  );
}
