import { useId, useState } from "react";

import { ApiError } from "../../api/client";
import { useAssignments } from "../../api/queries";
import { refusal, type Failure } from "../../api/refusal";
import { text } from "../../texts";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Refused } from "../../ui/Refused";
import { Icon } from "../../ui/Icon";
import { assign, createExperiment } from "./commands";
import { nameProblem } from "./nameRules";
import { freeUnits, UnitPicker } from "./UnitPicker";

interface Props {
  existing: readonly string[];
  onClose: () => void;
  onCreated: (experiment: string) => void;
}

/** Name, description and units of a new experiment. Free units are ticked, so that one press is enough. */
export function CreateDialog({ existing, onClose, onCreated }: Props) {
  const t = text.pages.create;
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const [isTried, setTried] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const assignments = useAssignments(true).data ?? [];
  const [picked, setPicked] = useState<ReadonlySet<string> | null>(null);
  const chosen = picked ?? new Set(freeUnits(assignments));
  const id = useId();
  const problem = nameProblem(name, existing);
  const shown = isTried || name !== "" ? problem : null;

  const create = async (event: React.FormEvent): Promise<void> => {
    event.preventDefault();
    setTried(true);
    if (problem || isBusy) return;
    setBusy(true);
    setFailure(null);
    try {
      const made = await createExperiment(name.trim(), description.trim());
      const failed = await assign(made.experiment, [...chosen], []);
      if (failed.length > 0) setFailure({ cause: t.partly(failed), remedy: null });
      else onCreated(made.experiment);
    } catch (error) {
      setFailure(error instanceof ApiError && error.status === 409 ? { cause: t.exists, remedy: null } : refusal(error));
    }
    setBusy(false);
  };
  return (
    <Dialog
      title={t.title}
      onClose={onClose}
      footer={
        <>
          <span className="grow" />
          <Button onClick={onClose}>{text.frame.cancel}</Button>
          <Button kind="primary" type="submit" form={`${id}-form`} icon={isBusy ? "init" : "plus"} spin={isBusy}>
            {isBusy ? t.creating : chosen.size > 0 ? t.goWith(chosen.size) : t.go}
          </Button>
        </>
      }
    >
      <form id={`${id}-form`} onSubmit={(e) => void create(e)}>
        <div className="field">
          <label htmlFor={`${id}-name`}>{t.name}</label>
          <div className={`input${shown ? " bad" : ""}`}>
            <input id={`${id}-name`} data-first value={name} onChange={(e) => setName(e.target.value)} autoComplete="off" aria-invalid={shown !== null} aria-describedby={`${id}-hint`} />
          </div>
          <div id={`${id}-hint`} className={shown ? "err" : "hint"} role={shown ? "alert" : undefined}>
            {shown ? <Icon name="alarm" small /> : null}
            {shown ?? t.nameHint}
          </div>
        </div>
        <div className="field">
          <label htmlFor={`${id}-about`}>
            {t.description} <span className="muted small">{t.optional}</span>
          </label>
          <div className="input">
            <input id={`${id}-about`} value={description} onChange={(e) => setDescription(e.target.value)} autoComplete="off" />
          </div>
        </div>
        {assignments.length > 0 ? (
          <div className="field" role="group" aria-labelledby={`${id}-units`}>
            <span className="label" id={`${id}-units`}>
              {t.units}
            </span>
            <UnitPicker assignments={assignments} experiment={null} chosen={chosen} onChange={setPicked} />
            <div className="hint">{t.unitsHint}</div>
          </div>
        ) : null}
      </form>
      <Refused failure={failure} />
    </Dialog>
  );
}
