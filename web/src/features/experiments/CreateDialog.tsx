import { useId, useState, type FormEvent } from "react";

import { ApiError } from "../../api/client";
import { useAssignments } from "../../api/queries";
import { refusal, type Failure } from "../../api/refusal";
import type { Experiment } from "../../api/types";
import { text } from "../../texts";
import { experiments } from "../../texts/experiments";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Field } from "../../ui/Field";
import { Refused } from "../../ui/Refused";
import { assign, createExperiment, setLabels, useModel } from "./commands";
import { tagProblem } from "./Details";
import { nextName, parseTags } from "./model";
import { nameProblem } from "./nameRules";
import { freeUnits, UnitPicker } from "./UnitPicker";

interface Props {
  experiments: readonly Experiment[];
  /** The experiment that is copied at first. */
  like?: string | null;
  onClose: () => void;
  onCreated: (experiment: string) => void;
}

const t = text.pages.create;
const clone = experiments.clone;

/** Name, description, tags and units of a new experiment. Free units are ticked, so that one press is enough; a copy has those of its model. */
export function CreateDialog({ experiments: all, like: first = null, onClose, onCreated }: Props) {
  const existing = all.map((one) => one.experiment);
  const modelOf = (name: string): Experiment | undefined => all.find((one) => one.experiment === name);
  const [like, setLike] = useState(first ?? "");
  const [name, setName] = useState(first ? nextName(first, existing) : "");
  const [description, setDescription] = useState(modelOf(like)?.description ?? "");
  const [tags, setTags] = useState((modelOf(like)?.tags ?? []).join(", "));
  const [picked, setPicked] = useState<ReadonlySet<string> | null>(null);
  const [isTried, setTried] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const assignments = useAssignments(true).data ?? [];
  const model = useModel(like);
  const known = new Set(assignments.map((one) => one.pioreactor_unit));
  const copied = like === "" ? freeUnits(assignments) : (model.data?.units ?? []).filter((unit) => known.has(unit));
  const chosen = picked ?? new Set(copied);
  const labels = Object.fromEntries(Object.entries(like === "" ? {} : (model.data?.labels ?? {})).filter(([unit]) => chosen.has(unit)));
  const id = useId();
  const problem = nameProblem(name, existing);
  const isAsking = like !== "" && model.isPending;

  const copy = (from: string): void => {
    setLike(from);
    setPicked(null);
    if (name === "" || name === nextName(like, existing)) setName(from ? nextName(from, existing) : "");
    setDescription(modelOf(from)?.description ?? "");
    setTags((modelOf(from)?.tags ?? []).join(", "));
  };
  const create = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setTried(true);
    if (problem || tagProblem(tags) || isBusy || isAsking) return;
    setBusy(true);
    setFailure(null);
    try {
      const made = await createExperiment(name.trim(), { description: description.trim(), tags: parseTags(tags) });
      const failed = await assign(made.experiment, [...chosen], []);
      const unlabelled = await setLabels(made.experiment, labels);
      if (failed.length > 0) setFailure({ cause: t.partly(failed), remedy: null });
      else if (unlabelled.length > 0) setFailure({ cause: clone.unlabelled(unlabelled), remedy: null });
      else onCreated(made.experiment);
    } catch (error) {
      setFailure(error instanceof ApiError && error.status === 409 && !error.message.includes("deleted") ? { cause: t.exists, remedy: null } : refusal(error));
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
          <Button kind="primary" type="submit" form={`${id}-form`} icon={isBusy ? "init" : "plus"} spin={isBusy} whyNot={isAsking ? clone.asking : null}>
            {isBusy ? t.creating : chosen.size > 0 ? t.goWith(chosen.size) : t.go}
          </Button>
        </>
      }
    >
      <form id={`${id}-form`} onSubmit={(event) => void create(event)}>
        <Field label={t.name} hint={t.nameHint} problem={isTried || name !== "" ? problem : null} data-first value={name} onChange={(event) => setName(event.target.value)} autoComplete="off" />
        {all.length > 0 ? (
          <div className="field">
            <label htmlFor={`${id}-like`}>
              {clone.label} <span className="muted small">{t.optional}</span>
            </label>
            <select id={`${id}-like`} className="btn wide" value={like} aria-describedby={`${id}-likehint`} onChange={(event) => copy(event.target.value)}>
              <option value="">{clone.none}</option>
              {existing.map((one) => (
                <option key={one}>{one}</option>
              ))}
            </select>
            <div id={`${id}-likehint`} className="hint">
              {like === "" ? clone.hint : model.data ? clone.copied(model.data.units, Object.keys(labels).length) : model.isError ? refusal(model.error).cause : clone.asking}
            </div>
          </div>
        ) : null}
        <Field label={t.description} aside={t.optional} value={description} onChange={(event) => setDescription(event.target.value)} autoComplete="off" />
        <Field label={experiments.tagsLabel} aside={t.optional} hint={experiments.tags.hint} problem={tagProblem(tags)} value={tags} onChange={(event) => setTags(event.target.value)} autoComplete="off" />
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
