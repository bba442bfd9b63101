import { useEffect, useId, useRef, useState } from "react";

import { api, path } from "../../api/client";
import { refreshCluster } from "../../api/queries";
import { refusal, type Failure } from "../../api/refusal";
import type { UnitRow } from "../../api/types";
import { text } from "../../texts";
import { Button } from "../../ui/Button";
import { useFocusBack } from "../../ui/useFocusBack";
import { labelOf } from "./model";

const LONGEST = 100;
const t = text.pages.label;

/** The heading of a unit, with its label for this experiment; the pen opens an editor in place. */
export function UnitName({ row, experiment }: { row: UnitRow; experiment: string }) {
  const [isOpen, setOpen] = useState(false);
  const pen = useRef<HTMLDivElement>(null);
  useFocusBack(isOpen, pen);
  if (isOpen) return <Editor row={row} experiment={experiment} onClose={() => setOpen(false)} />;
  return (
    <div className="unitname" ref={pen}>
      <h1 tabIndex={-1}>{labelOf(row)}</h1>
      <Button kind="quiet" size="sm" icon="pen" iconOnly needs="operator" aria-label={t.rename(labelOf(row))} title={t.rename(labelOf(row))} onClick={() => setOpen(true)} />
    </div>
  );
}

function Editor({ row, experiment, onClose }: { row: UnitRow; experiment: string; onClose: () => void }) {
  const [typed, setTyped] = useState(row.label ?? "");
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isBusy, setBusy] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  useEffect(() => input.current?.select(), []);
  const isLong = typed.trim().length > LONGEST;
  const save = async (event: React.FormEvent): Promise<void> => {
    event.preventDefault();
    if (isLong || isBusy) return;
    if (typed.trim() === (row.label ?? "")) return onClose();
    setBusy(true);
    setFailure(null);
    try {
      await api.put(path("experiments", experiment, "unit_labels"), { unit: row.pioreactor_unit, label: typed.trim() });
      // The new name is shown once the leader lists it, not before.
      await refreshCluster();
      onClose();
    } catch (error) {
      setFailure(refusal(error));
      setBusy(false);
    }
  };
  const problem = isLong ? t.tooLong(typed.trim().length) : failure ? [failure.cause, failure.remedy].filter(Boolean).join(" ") : null;
  return (
    <form
      className="unitname spedit"
      onSubmit={(e) => void save(e)}
      onKeyDown={(e) => {
        if (e.key !== "Escape" || e.shiftKey) return;
        e.stopPropagation();
        onClose();
      }}
    >
      <h1 className="sr" tabIndex={-1}>
        {labelOf(row)}
      </h1>
      <label className="small muted" htmlFor={id} style={{ flexBasis: "100%" }}>
        {t.name}
      </label>
      <span className={`input${problem ? " bad" : ""}`}>
        <input id={id} ref={input} autoComplete="off" placeholder={row.pioreactor_unit} value={typed} aria-invalid={problem !== null} aria-describedby={`${id}-hint`} onChange={(e) => setTyped(e.target.value)} />
      </span>
      <Button type="submit" kind="primary" size="sm" icon={isBusy ? "init" : "check"} spin={isBusy}>
        {t.save}
      </Button>
      <Button kind="quiet" size="sm" onClick={onClose}>
        {text.frame.cancel}
      </Button>
      <span id={`${id}-hint`} className={`hint${problem ? " err" : ""}`} role={problem ? "alert" : undefined}>
        {problem ?? t.hint(row.pioreactor_unit)}
      </span>
    </form>
  );
}
