import { useState } from "react";

import { text } from "../../texts";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";

interface Props {
  /** Name of the layout that is changed; empty for a new one. */
  name: string;
  onSave: (name: string) => void;
  onCancel: () => void;
}

const t = text.plate.arrange;

/** How to arrange, and the name under which the layout is kept. */
export function ArrangeBar({ name, onSave, onCancel }: Props) {
  const [typed, setTyped] = useState(name || t.usual);
  const [problem, setProblem] = useState<string | null>(null);
  const save = (event: React.FormEvent): void => {
    event.preventDefault();
    if (typed.trim() === "") setProblem(t.needsName);
    else onSave(typed.trim());
  };
  return (
    <form className="card arrangebar" onSubmit={save} aria-label={t.name}>
      <p className="t2">{t.hint}</p>
      <Field
        label={t.label}
        value={typed}
        maxLength={60}
        autoComplete="off"
        problem={problem}
        onChange={(event) => {
          setTyped(event.target.value);
          setProblem(null);
        }}
      />
      <div className="actions">
        <Button onClick={onCancel}>{text.frame.cancel}</Button>
        <Button kind="primary" type="submit">
          {t.save}
        </Button>
      </div>
    </form>
  );
}
