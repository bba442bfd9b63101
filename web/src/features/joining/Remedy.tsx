import { useState, type FormEvent } from "react";

import { refusal, type Failure } from "../../api/refusal";
import type { Join, JoinAction } from "../../api/types";
import { errands } from "../../texts/errands";
import { joining as t } from "../../texts/joining";
import { Button } from "../../ui/Button";
import { Refused } from "../../ui/Refused";
import { RemedyCard } from "../../ui/RemedyCard";
import { Said } from "../errands/Said";
import { add, leave, wishOf } from "./commands";
import { EMPTY, missingFor, secretProblem, wishAgain, type Way } from "./model";
import { SecretFields } from "./SecretFields";

interface Props {
  run: Join;
  /** Starts again are refused meanwhile. */
  whyNot: string | null;
  onBegun: (run: Join) => void;
}

/** Why it stopped, what to do, and the buttons that go on from there. Secrets that this browser no longer has are asked for. */
export function Remedy({ run, whyNot, onBegun }: Props) {
  const failure = run.failure;
  if (!failure) return null;
  const actions = failure.actions ?? [];
  return (
    <>
      <RemedyCard cause={failure.cause} heading={errands.whatToDo} remedy={failure.remedy} isUrgent isMild={actions[0] === "accept_host_key"}>
        {actions.includes("accept_host_key") && run.found?.fingerprint ? <Fingerprint value={run.found.fingerprint} /> : null}
        {actions.length > 0 ? <GoOn run={run} actions={actions} whyNot={whyNot} onBegun={onBegun} /> : null}
      </RemedyCard>
      <Said title={errands.details} lines={failure.details ? failure.details.split("\n") : []} />
    </>
  );
}

function Fingerprint({ value }: { value: string }) {
  return (
    <dl className="fingerprint">
      <dt>{t.remedy.fingerprint}</dt>
      <dd className="mono" data-fingerprint={value}>
        {value}
      </dd>
      <dd className="hint">{t.remedy.compare}</dd>
    </dl>
  );
}

function GoOn({ run, actions, whyNot, onBegun }: Omit<Props, "run"> & { run: Join; actions: readonly JoinAction[] }) {
  const remembered = wishOf(run.run_id);
  const [typed, setTyped] = useState(EMPTY);
  const [busy, setBusy] = useState<JoinAction | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  // One form for all buttons: the ways in that any of them still needs.
  const ways = [...new Set(actions.map((action) => missingFor(action, run, remembered)).filter((way) => way !== null))];
  const go = (action: JoinAction): void => {
    if (busy) return;
    const way: Way | null = missingFor(action, run, remembered);
    const secrets = way === null ? null : { ...typed, way };
    const cause = secrets ? secretProblem(secrets) : null;
    if (cause) return setFailure({ cause, remedy: null });
    setBusy(action);
    setFailure(null);
    const again = run.kind === "add" ? add(wishAgain(action, run, remembered, secrets)) : leave(run.unit);
    again.then(onBegun, (error: unknown) => {
      setBusy(null);
      setFailure(refusal(error));
    });
  };
  const first = actions[0];
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (first) go(first);
  };
  return (
    <form onSubmit={submit} noValidate style={{ marginTop: 10 }}>
      {ways.map((way) => (
        <SecretFields key={way} way={way} typed={typed} onType={(part) => setTyped({ ...typed, ...part })} />
      ))}
      <Refused failure={failure} />
      <div className="bact">
        {actions.map((action) => (
          <Button
            key={action}
            kind={action === first ? "primary" : "default"}
            type={action === first ? "submit" : "button"}
            needs="admin"
            whyNot={whyNot}
            {...(busy === action ? { icon: "init" as const, spin: true } : {})}
            {...(action === first ? {} : { onClick: () => go(action) })}
          >
            {t.remedy.actions[action]}
          </Button>
        ))}
      </div>
    </form>
  );
}
