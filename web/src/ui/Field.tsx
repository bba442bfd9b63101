import { useId, type InputHTMLAttributes } from "react";

import { Icon } from "./Icon";

interface Props extends InputHTMLAttributes<HTMLInputElement> {
  label: string;
  /** Beside the label, in grey. */
  aside?: string;
  hint?: string;
  /** Why the value cannot be used; takes the place of the hint. */
  problem?: string | null;
}

/** One line of a form: label, input, and a hint or what is wrong with it. */
export function Field({ label, aside, hint, problem = null, ...input }: Props) {
  const id = useId();
  const below = problem ?? hint;
  return (
    <div className="field">
      <label htmlFor={id}>
        {label} {aside ? <span className="muted small">{aside}</span> : null}
      </label>
      <div className={`input${problem ? " bad" : ""}`}>
        <input id={id} aria-invalid={problem !== null} {...(below ? { "aria-describedby": `${id}-hint` } : {})} {...input} />
      </div>
      {below ? (
        <div id={`${id}-hint`} className={problem ? "err" : "hint"} role={problem ? "alert" : undefined}>
          {problem ? <Icon name="alarm" small /> : null}
          {below}
        </div>
      ) : null}
    </div>
  );
}
