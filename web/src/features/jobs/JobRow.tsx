import { useId } from "react";

import type { UnitRow } from "../../api/types";
import { presence, useLink } from "../../live";
import { text } from "../../texts";
import { Button } from "../../ui/Button";
import { Chip, type ChipKind } from "../../ui/Chip";
import { useAutomationNow } from "../automations/AutomationReadings";
import { HeldBy } from "../alarms/HeldBy";
import { Decision } from "../automations/Decision";
import { isFamily } from "../automations/families";
import { isRunning, jobState } from "../units/model";
import { useStates } from "../units/useUnit";
import { actionKey, setState, start, stop } from "./actions";
import type { JobKind } from "./catalogue";
import { isUnderWay, Outcome, useAction } from "./Outcome";
import { Readings } from "./Readings";

const CHIPS: Record<string, ChipKind> = { ready: "ready", init: "init", sleeping: "sleeping", lost: "alarm", faulted: "alarm" };

/** Why a start or a setting cannot be asked now; stop never asks this. */
export function whyNot(row: UnitRow, isLinkUp: boolean): string | null {
  if (!isLinkUp) return text.frame.link.disabled;
  if (!row.is_active) return text.actions.disabled.inactive(row.pioreactor_unit);
  if (presence(row.pioreactor_unit).state === "offline") return text.actions.disabled.offline(row.pioreactor_unit);
  return null;
}

interface Props {
  row: UnitRow;
  experiment: string;
  job: JobKind;
  /** Something that ends by itself, such as a pump: it can be stopped, not started from here. */
  isAction?: boolean;
  onOptions: () => void;
}

export function JobRow({ row, experiment, job, isAction = false, onOptions }: Props) {
  const unit = row.pioreactor_unit;
  useStates();
  const isLinkUp = useLink().phase === "live";
  const target = { unit, experiment, job: job.name };
  const record = useAction(actionKey(target));
  const state = jobState(row, experiment, job.name);
  const reason = whyNot(row, isLinkUp);
  const heading = useId();
  const isAutomation = isFamily(job.name);
  const automation = useAutomationNow(row, experiment, isAutomation ? job.name : "");
  const word = isAutomation && state === "ready" && automation.shown ? automation.shown : (text.pages.states[state] ?? state);
  return (
    <li data-job={job.name} data-state={state}>
      <div className="jn">
        <span id={heading} title={job.description ?? undefined}>{text.actions.JobName(job.name)}</span>
        <Chip kind={isLinkUp ? (CHIPS[state] ?? "off") : "stale"}>{word}</Chip>
      </div>
      <Readings row={row} experiment={experiment} job={job} state={state} reason={reason} />
      <div className="acts" role="group" aria-labelledby={heading}>
        <Buttons target={target} state={state} reason={reason} asked={isUnderWay(record) ? (record?.verb ?? null) : null} isAutomation={isAutomation} isAction={isAction} onOptions={onOptions} />
      </div>
      {job.name === "dosing_automation" && state === "sleeping" ? <HeldBy unit={unit} /> : null}
      {isAutomation && isRunning(state) ? <Decision unit={unit} experiment={experiment} job={job.name} /> : null}
      <Outcome record={record} />
    </li>
  );
}

interface ButtonsProps {
  target: Parameters<typeof start>[0];
  state: string;
  reason: string | null;
  asked: string | null;
  isAutomation: boolean;
  isAction: boolean;
  onOptions: () => void;
}

function Buttons({ target, state, reason, asked, isAutomation, isAction, onOptions }: ButtonsProps) {
  const a = text.actions;
  const busy = (verb: string): boolean => asked === verb;
  const running = isRunning(state);
  return (
    <>
      {isAutomation && running ? (
        <Button kind="quiet" size="sm" icon="design" iconOnly needs="operator" whyNot={reason} aria-label={a.automations.change(target.job)} title={a.automations.change(target.job)} onClick={onOptions} />
      ) : null}
      {state === "ready" && !isAction ? (
        <Button size="sm" icon={busy(a.pause) ? "init" : "pause"} spin={busy(a.pause)} needs="operator" whyNot={reason} aria-label={a.named(a.pause, target.job)} onClick={() => void setState(target, "sleeping")}>
          {a.pause}
        </Button>
      ) : null}
      {state === "sleeping" ? (
        <Button size="sm" icon={busy(a.resume) ? "init" : "play"} spin={busy(a.resume)} needs="operator" whyNot={reason} aria-label={a.named(a.resume, target.job)} onClick={() => void setState(target, "ready")}>
          {a.resume}
        </Button>
      ) : null}
      {running || state === "lost" || state === "faulted" ? (
        <Button size="sm" icon={busy(a.stop) ? "init" : "stop"} spin={busy(a.stop)} needs="operator" aria-label={a.named(a.stop, target.job)} onClick={() => void stop(target)}>
          {a.stop}
        </Button>
      ) : null}
      {running || isAction ? null : isAutomation ? (
        <Button size="sm" icon={busy(a.start) ? "init" : "play"} spin={busy(a.start)} needs="operator" whyNot={reason} aria-label={a.named(a.start, target.job)} onClick={() => asked === null && onOptions()}>
          {a.start}
        </Button>
      ) : (
        <>
          <Button size="sm" icon={busy(a.start) ? "init" : "play"} spin={busy(a.start)} needs="operator" whyNot={reason} aria-label={a.named(a.start, target.job)} onClick={() => asked === null && void start(target)}>
            {a.start}
          </Button>
          <Button kind="quiet" size="sm" icon="design" iconOnly needs="operator" whyNot={reason} aria-label={a.withOptions(target.job)} title={a.startWith} onClick={onOptions} />
        </>
      )}
    </>
  );
}
