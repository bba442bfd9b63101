import { useId, useState, type FormEvent, type ReactNode } from "react";

import { refusal, type Failure } from "../../api/refusal";
import { text } from "../../texts";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Refused } from "../../ui/Refused";

interface Props {
  title: string;
  lead?: string;
  go: string;
  isDanger?: boolean;
  /** Why it cannot be sent; null when it can. Asked only after the first try. */
  problem?: () => string | null;
  /** Why it cannot be sent as it is, shown at the button before anybody tries. */
  whyNot?: string | null;
  send: () => Promise<unknown>;
  onClose: () => void;
  children?: ReactNode;
}

/** A short form: sends once at a time, stays open and says cause and remedy when the leader refuses. */
export function FormDialog({ title, lead, go, isDanger = false, problem, whyNot = null, send, onClose, children }: Props) {
  const id = useId();
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isBusy) return;
    const cause = problem?.() ?? null;
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
          {/* The focus never starts on what cannot be undone. */}
          <Button {...(isDanger ? { "data-first": true } : {})} onClick={onClose}>
            {text.frame.cancel}
          </Button>
          <Button kind={isDanger ? "danger solid" : "primary"} type="submit" form={id} whyNot={whyNot} {...(isBusy ? { icon: "init" as const, spin: true } : {})}>
            {go}
          </Button>
        </>
      }
    >
      <form id={id} onSubmit={submit}>
        {children}
      </form>
      <Refused failure={failure} />
    </Dialog>
  );
}
