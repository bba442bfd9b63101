import type { DeadLetter } from "../../api/types";
import { clock } from "../../live";
import { format } from "../../texts";
import { leader } from "../../texts/leader";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { FormDialog } from "../forms/FormDialog";
import { forget, replay, type Choice } from "./commands";
import { readable } from "./model";

const t = leader.letters;

interface LetterProps {
  letter: DeadLetter;
  onForget: () => void;
  onClose: () => void;
}

/** One message as it came, with what can be done about it. */
export function LetterDialog({ letter, onForget, onClose }: LetterProps) {
  const o = t.one;
  const store = (): void => {
    void replay({ ids: [letter.id] });
    onClose();
  };
  return (
    <Dialog
      title={o.title(letter.id)}
      isWide
      onClose={onClose}
      footer={
        <>
          <Button kind="danger" needs="admin" onClick={onForget}>
            {o.forget}
          </Button>
          <span className="grow" />
          <Button onClick={onClose}>{o.close}</Button>
          <Button kind="primary" needs="operator" onClick={store}>
            {o.replay}
          </Button>
        </>
      }
    >
      <dl className="letter">
        <dt>{o.reason}</dt>
        <dd>
          <b>{letter.reason}</b>
        </dd>
        <dt>{o.topic}</dt>
        <dd className="mono">{letter.topic}</dd>
        <dt>{o.came}</dt>
        <dd title={format.exact(Date.parse(letter.received_at))}>{format.moment(Date.parse(letter.received_at), clock.nowMs())}</dd>
        <dt>{o.payload}</dt>
        <dd>
          <pre tabIndex={0} role="region" aria-label={o.payload}>
            {readable(letter.payload) || o.empty}
          </pre>
        </dd>
      </dl>
    </Dialog>
  );
}

interface ForgetProps {
  choice: Choice;
  count: number;
  onClose: () => void;
}

/** Asks before messages are deleted, and says how many. */
export function ForgetDialog({ choice, count, onClose }: ForgetProps) {
  const q = t.question;
  return <FormDialog title={q.title(count)} lead={q.lead(count, "text" in choice ? choice.text : "")} go={q.go(count)} isDanger send={() => forget(choice).then(onClose)} onClose={onClose} />;
}
