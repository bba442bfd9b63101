import type { Capability, JobOption } from "../../api/types";
import { text } from "../../texts";
import type { JobKind, Setting } from "./catalogue";

const t = text.actions.startSheet;

/** Whether an option takes a number, by the word of the unit. */
const isNumber = (option: JobOption): boolean => /float|int/i.test(option.type);

const optionsOf = (capabilities: readonly Capability[] | undefined, job: JobKind): JobOption[] =>
  (capabilities?.find((one) => one.job_name === job.name && !one.automation_name)?.options ?? []).filter((option) => !option.multiple);

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

export const flagsOf = (capabilities: readonly Capability[] | undefined, job: JobKind): JobOption[] => optionsOf(capabilities, job).filter((option) => option.is_flag);

/** The options of a start that take a value. A yes-or-no option that is no flag wants a word that only the unit knows; it stays with the configuration. */
export const optionSettings = (capabilities: readonly Capability[] | undefined, job: JobKind): Setting[] =>
  optionsOf(capabilities, job)
    .filter((option) => !option.is_flag && option.type !== "boolean")
    .map((option) => fieldOf(option, job));

interface FieldProps {
  id: string;
  field: Setting;
  value: string;
  problem: string | null;
  /** What holds while nothing is typed. */
  placeholder?: string;
  onType: (value: string) => void;
}

/** One option of a start with its unit, limits and what is wrong with it. */
export function OptionField({ id, field, value, problem, placeholder = t.configured, onType }: FieldProps) {
  const limits = field.type === "numeric" ? text.actions.limits(field.min, field.max, field.unit) : "";
  return (
    <div className="field">
      <label htmlFor={id}>{field.label}</label>
      <div className={`input${problem ? " bad" : ""}`}>
        <input
          id={id}
          inputMode={field.type === "numeric" ? "decimal" : "text"}
          autoComplete="off"
          placeholder={placeholder}
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
