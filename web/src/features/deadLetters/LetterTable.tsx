import type { DeadLetter } from "../../api/types";
import { clock } from "../../live";
import { format } from "../../texts";
import { leader } from "../../texts/leader";
import { Button } from "../../ui/Button";
import { Table, type Column } from "../../ui/Table";

const t = leader.letters;
const c = t.columns;

const columnsOf = (onLook: (letter: DeadLetter) => void): readonly Column<DeadLetter>[] => [
  { key: "topic", title: c.topic, cell: (letter) => <span className="mono">{letter.topic}</span> },
  { key: "at", title: c.at, isShort: true, hint: (letter) => format.exact(Date.parse(letter.received_at)), cell: (letter) => format.moment(Date.parse(letter.received_at), clock.nowMs()) },
  { key: "reason", title: c.reason, isWide: true, cell: (letter) => letter.reason },
  {
    key: "actions",
    title: c.actions,
    isUnnamed: true,
    cell: (letter) => (
      <Button size="sm" icon="eye" aria-label={t.lookOf(letter.id)} onClick={() => onLook(letter)}>
        {t.look}
      </Button>
    ),
  },
];

/** Messages as they came, each with its reason. `text`: what was searched for. */
export function LetterTable({ letters, text, onLook }: { letters: readonly DeadLetter[]; text: string; onLook: (letter: DeadLetter) => void }) {
  return <Table name="letters" caption={t.caption} columns={columnsOf(onLook)} rows={letters} keyOf={(letter) => String(letter.id)} marks={(letter) => ({ "data-letter": String(letter.id) })} empty={<p>{text ? t.noneFound(text) : t.none}</p>} />;
}
