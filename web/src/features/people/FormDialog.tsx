import { useId, useState, type FormEvent, type ReactNode } from "react";

import { text } from "../../texts";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { refusal } from "../jobs/actionStore";

interface Props {
  title: string;
  lead?: string;
  go: string;
  isDanger?: boolean;
  /** Why it cannot be sent; null when it can. Asked only after the first try. */
  problem: () => string | null;
  send: () => Promise<unknown>;
  onClose: () => void;
  children?: ReactNode;
}

/** A short form: sends once at a time, stays open and says cause and remedy when the leader refuses. */
export function FormDialog({ title, lead, go, isDanger = false, problem, send, onClose, children }: Props) {
  const id = useId();
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<{ cause: string; remedy: string | null } | null>(null);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isBusy) return;
    const cause = problem();
    if (cause) return setFailure({ cause, remedy: null });
    setBusy(true);
    setFailure(null);
    send().catch((error: unknown) => {
      setBusy(false);
      setFailure(refusal(error));
    });
  };
  return (
    <Dialog
      title={title}
      lead={lead}
      onClose={onClose}
      footer={
        <>
          <span className="grow" />
          <Button onClick={onClose}>{text.frame.cancel}</Button>
          <Button kind={isDanger ? "danger solid" : "primary"} type="submit" form={id} {...(isBusy ? { icon: "init" as const, spin: true } : {})}>
            {go}
          </Button>
        </>
      }
    >
      <form id={id} onSubmit={submit}>
        {children}
      </form>
      {failure ? (
        <div role="alert">
          <Banner kind="alarm" cause={failure.cause}>
            {failure.remedy}
          </Banner>
        </div>
      ) : null}
    </Dialog>
  );
}
