import { useEffect, useId, useRef, useState, type FormEvent, type KeyboardEvent, type ReactNode } from "react";

import { refusal } from "../../api/refusal";
import { text } from "../../texts";
import { Button } from "../../ui/Button";
import { EditableValue } from "../../ui/EditableValue";
import type { Needs } from "../../ui/permission";
import { useFocusBack } from "../../ui/useFocusBack";

interface Props {
  /** What is changed, for its button and its editor. */
  label: string;
  /** As it is typed. */
  value: string;
  needs: Needs;
  hint: string;
  save: string;
  /** Several lines; Enter makes a new one, Ctrl Enter saves. */
  isLong?: boolean;
  problem: (typed: string) => string | null;
  /** Throws when it is refused. */
  onSave: (typed: string) => Promise<unknown>;
  children: ReactNode;
}

/** Words that are changed where they stand: pressing them opens an editor, which stays open and says why when it is refused. */
export function InPlace(props: Props) {
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  useFocusBack(isOpen, button);
  if (isOpen) return <Editor {...props} onClose={() => setOpen(false)} />;
  return (
    <EditableValue ref={button} className="words" label={props.label} needs={props.needs} whyNot={null} onOpen={() => setOpen(true)}>
      {props.children}
    </EditableValue>
  );
}

function Editor({ label, value, hint, save, isLong = false, problem, onSave, onClose }: Props & { onClose: () => void }) {
  const id = useId();
  const [typed, setTyped] = useState(value);
  const [isBusy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const field = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  const wrong = problem(typed) ?? failed;
  const submit = async (event?: FormEvent): Promise<void> => {
    event?.preventDefault();
    if (isBusy || problem(typed)) return;
    if (typed.trim() === value.trim()) return onClose();
    setBusy(true);
    setFailed(null);
    try {
      await onSave(typed.trim());
      onClose();
    } catch (error) {
      const { cause, remedy } = refusal(error);
      setFailed([cause, remedy].filter(Boolean).join(" "));
      setBusy(false);
    }
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Enter" && event.ctrlKey) void submit();
    if (event.key !== "Escape" || event.shiftKey) return;
    event.stopPropagation();
    onClose();
  };
  const shared = { id, ref: field, value: typed, "aria-label": label, "aria-invalid": wrong !== null, "aria-describedby": `${id}-hint` };
  return (
    <form className="inplace" onSubmit={(event) => void submit(event)} onKeyDown={onKeyDown}>
      {isLong ? (
        <textarea className="area" rows={3} {...shared} onChange={(event) => setTyped(event.target.value)} />
      ) : (
        <span className={`input${wrong ? " bad" : ""}`}>
          <input autoComplete="off" {...shared} onChange={(event) => setTyped(event.target.value)} />
        </span>
      )}
      <span id={`${id}-hint`} className={wrong ? "small wrong" : "small muted"} role={wrong ? "alert" : undefined}>
        {wrong ?? hint}
      </span>
      <span className="rowacts">
        <Button type="submit" kind="primary" size="sm" icon={isBusy ? "init" : "check"} spin={isBusy}>
          {save}
        </Button>
        <Button kind="quiet" size="sm" onClick={onClose}>
          {text.frame.cancel}
        </Button>
      </span>
    </form>
  );
}
