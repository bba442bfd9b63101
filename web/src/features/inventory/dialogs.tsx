import { useId, useState } from "react";

import type { Experiment, Model } from "../../api/types";
import { href, navigate } from "../../app/router";
import { text } from "../../texts";
import { inventory as t } from "../../texts/inventory";
import { focusOr } from "../../ui/useFocusBack";
import { leave } from "../joining/commands";
import { runPath } from "../joining/model";
import { FormDialog } from "../forms/FormDialog";
import { assignTo, remove, restart, setActive, setModel, shutDown, takeOut } from "./commands";
import type { InventoryRow } from "./model";

/** What is asked about before it is done. */
export type Question = "model" | "assign" | "release" | "deactivate" | "restart" | "shutDown" | "remove";

interface Props {
  row: InventoryRow;
  question: Question;
  models: readonly Model[];
  experiments: readonly Experiment[];
  /** Units leave in stages, which a page of their own shows; not on a cluster whose units are fixed. */
  leavesInStages: boolean;
  onClose: () => void;
}

export function InventoryDialog({ row, question, models, experiments, leavesInStages, onClose }: Props) {
  const { unit, experiment } = row;
  if (question === "model") return <ModelDialog row={row} models={models} onClose={onClose} />;
  if (question === "assign") return <AssignUnitDialog row={row} experiments={experiments} onClose={onClose} />;
  if (question === "deactivate") return <Confirm title={t.deactivate.title(unit)} body={t.deactivate.body} go={t.deactivate.go(unit)} onGo={() => setActive(unit, false)} onClose={onClose} />;
  if (question === "restart") return <Confirm title={t.restart.title(unit)} body={t.restart.body} go={t.restart.go(unit)} onGo={() => restart(unit)} onClose={onClose} />;
  if (question === "shutDown") return <Confirm title={t.shutDown.title(unit)} body={row.isLeader ? t.shutDown.bodyLeader : t.shutDown.body} go={t.shutDown.go(unit)} onGo={() => shutDown(unit)} onClose={onClose} />;
  if (question === "remove") return leavesInStages ? <LeaveDialog unit={unit} onClose={onClose} /> : <Confirm title={t.remove.title(unit)} body={t.remove.body} go={t.remove.go(unit)} onGo={() => remove(unit).then((end) => end.phase === "done" && focusOr(null))} onClose={onClose} />;
  return experiment ? <Confirm title={t.release.title(unit, experiment)} body={t.release.body} go={t.release.go(unit)} onGo={() => takeOut(unit, experiment)} onClose={onClose} /> : null;
}

/** Asks for the removal, and goes to its stages. */
function LeaveDialog({ unit, onClose }: { unit: string; onClose: () => void }) {
  const send = async (): Promise<void> => {
    const run = await leave(unit);
    onClose();
    navigate(href(runPath(run)));
  };
  return <FormDialog title={t.remove.title(unit)} lead={t.remove.bodyStaged} go={t.remove.go(unit)} isDanger send={send} onClose={onClose} />;
}

interface ConfirmProps {
  title: string;
  body: string;
  go: string;
  onGo: () => Promise<unknown>;
  onClose: () => void;
}

/** What stops, and what stays; the outcome stands in the table afterwards. */
function Confirm({ title, body, go, onGo, onClose }: ConfirmProps) {
  return (
    <FormDialog title={title} go={go} isDanger send={() => handOver(onClose, onGo)} onClose={onClose}>
      <p>{body}</p>
    </FormDialog>
  );
}

/** The dialog is over; the row tells the rest. */
async function handOver(onClose: () => void, onGo: () => unknown): Promise<void> {
  onClose();
  void onGo();
}

interface ChoiceProps {
  title: string;
  lead: string;
  label: string;
  hint?: string;
  options: readonly (readonly [string, string])[];
  value: string;
  onPick: (value: string) => void;
  go: string;
  whyNot: string | null;
  onGo: () => void;
  onClose: () => void;
}

/** One of several, then a button that says what it does. */
function Choice({ title, lead, label, hint, options, value, onPick, go, whyNot, onGo, onClose }: ChoiceProps) {
  const id = useId();
  return (
    <FormDialog title={title} lead={lead} go={go} whyNot={whyNot} send={() => handOver(onClose, onGo)} onClose={onClose}>
      <div className="field">
        <label htmlFor={id}>{label}</label>
        <select id={id} data-first className="btn" style={{ width: "100%" }} value={value} onChange={(e) => onPick(e.target.value)}>
          {options.map(([key, words]) => (
            <option key={key} value={key}>
              {words}
            </option>
          ))}
        </select>
        {hint ? <div className="hint">{hint}</div> : null}
      </div>
    </FormDialog>
  );
}

const keyOf = (name: string, version: string): string => `${name}|${version}`;

function ModelDialog({ row, models, onClose }: { row: InventoryRow; models: readonly Model[]; onClose: () => void }) {
  const [picked, setPicked] = useState(row.model ? keyOf(row.model.name, row.model.version) : "");
  const model = models.find((one) => keyOf(one.model_name, one.model_version) === picked);
  return (
    <Choice
      title={t.model.title(row.unit)}
      lead={t.model.lead}
      label={t.model.label}
      {...(model ? { hint: t.model.facts(t.model.volume(model.reactor_capacity_ml), t.model.volume(model.reactor_max_fill_volume_ml)) } : {})}
      options={[...(row.model ? [] : [["", text.pages.unit.modelMissing.choose] as const]), ...models.map((one) => [keyOf(one.model_name, one.model_version), one.display_name] as const)]}
      value={picked}
      onPick={setPicked}
      go={t.model.go}
      whyNot={model ? null : t.model.choose}
      onGo={() => model && void setModel(row.unit, model)}
      onClose={onClose}
    />
  );
}

function AssignUnitDialog({ row, experiments, onClose }: { row: InventoryRow; experiments: readonly Experiment[]; onClose: () => void }) {
  const others = experiments.map((one) => one.experiment).filter((name) => name !== row.experiment);
  const [picked, setPicked] = useState(others[0] ?? "");
  return (
    <Choice
      title={t.assign.title(row.unit)}
      lead={t.assign.lead(row.experiment)}
      label={t.assign.label}
      options={others.map((name) => [name, name] as const)}
      value={picked}
      onPick={setPicked}
      go={t.assign.go(row.unit)}
      whyNot={picked ? null : t.assign.none}
      onGo={() => void assignTo(row.unit, picked)}
      onClose={onClose}
    />
  );
}
