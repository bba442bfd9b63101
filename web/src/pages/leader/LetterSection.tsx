import { useId, useState } from "react";

import { refusal } from "../../api/refusal";
import type { DeadLetter } from "../../api/types";
import { LETTERS, replay, useLetters, type Choice } from "../../features/deadLetters/commands";
import { ForgetDialog, LetterDialog } from "../../features/deadLetters/dialogs";
import { LetterTable } from "../../features/deadLetters/LetterTable";
import { isUnderWay, Outcome, useAction } from "../../features/jobs/Outcome";
import { leader } from "../../texts/leader";
import { Button } from "../../ui/Button";
import { Older } from "../../ui/Older";
import { Refused } from "../../ui/Refused";
import { Section } from "./Section";

const t = leader.letters;

interface Props {
  search: string;
  onSearch: (text: string) => void;
}

/** Which messages could not be stored, why, and what becomes of them? */
export function LetterSection({ search, onSearch }: Props) {
  const id = useId();
  const found = useLetters(search);
  const record = useAction(LETTERS);
  const [shown, setShown] = useState<DeadLetter | null>(null);
  const [forgetting, setForgetting] = useState<{ choice: Choice; count: number } | null>(null);
  const letters = found.data?.pages.flatMap((page) => page.dead_letters) ?? [];
  const count = found.data?.pages[0]?.count ?? 0;
  const choice: Choice = search ? { text: search } : { all: true };
  const isBusy = isUnderWay(record);
  return (
    <Section name="letters" title={t.title} lead={t.lead}>
      {count > 0 || search ? (
        <div className="tools">
          <label htmlFor={id} className="small muted">
            {t.search}
          </label>
          <div className="input" style={{ width: "min(320px, 100%)" }}>
            <input id={id} type="search" value={search} onChange={(e) => onSearch(e.target.value)} />
          </div>
          <span className="grow" />
          {count > 0 ? (
            <>
              <Button size="sm" kind="danger" needs="admin" onClick={() => setForgetting({ choice, count })}>
                {t.forget(count, search !== "")}
              </Button>
              <Button size="sm" kind="primary" needs="operator" whyNot={isBusy ? t.busy.cause : null} {...(isBusy ? { icon: "init" as const, spin: true } : {})} onClick={() => void replay(choice)}>
                {t.replay(count, search !== "")}
              </Button>
            </>
          ) : null}
        </div>
      ) : null}
      <Outcome record={record} />
      <Refused failure={found.isError ? refusal(found.error) : null} />
      {found.data ? <LetterTable letters={letters} text={search} onLook={setShown} /> : null}
      <Older list={found}>{t.older}</Older>
      {shown ? (
        <LetterDialog
          letter={shown}
          onClose={() => setShown(null)}
          onForget={() => {
            setShown(null);
            setForgetting({ choice: { ids: [shown.id] }, count: 1 });
          }}
        />
      ) : null}
      {forgetting ? <ForgetDialog {...forgetting} onClose={() => setForgetting(null)} /> : null}
    </Section>
  );
}
