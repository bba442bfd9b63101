import { useEffect, useId, useRef, useState } from "react";

import { api, path } from "../../api/client";
import { refreshCluster } from "../../api/queries";
import { refusal } from "../../api/refusal";
import type { Bottle, UnitRow } from "../../api/types";
import { presence, useLink } from "../../live";
import { format, text } from "../../texts";
import { Button } from "../../ui/Button";
import { useFocusBack } from "../../ui/useFocusBack";

const t = text.pages.unit.bottles;
const isWaste = (bottle: Bottle): boolean => bottle.name === "waste";
/** Books of bottles are no better than whole millilitres. */
const amount = (ml: number): string => (ml < 999.5 ? `${format.fixed(ml, 0)}${format.THIN}mL` : format.volume(ml));
const full = (bottle: Bottle): number => (isWaste(bottle) ? 0 : bottle.capacity_ml);

/** What is left in the bottles of a unit and for how long; a person says here that one was refilled. */
export function Bottles({ row }: { row: UnitRow }) {
  if (!row.bottles?.length) return null;
  return (
    <dl className="book bottles" aria-label={t.name} data-bottles>
      {row.bottles.map((bottle) => (
        <Line key={bottle.name} row={row} bottle={bottle} />
      ))}
    </dl>
  );
}

function Line({ row, bottle }: { row: UnitRow; bottle: Bottle }) {
  const [isOpen, setOpen] = useState(false);
  const opener = useRef<HTMLSpanElement>(null);
  const isLinkUp = useLink().phase === "live";
  const whyNot = !isLinkUp ? text.frame.link.disabled : presence(row.pioreactor_unit).state === "offline" ? text.actions.disabled.offline(row.pioreactor_unit) : null;
  useFocusBack(isOpen, opener);
  const hours = bottle.hours_left === null || bottle.status === "out" ? null : format.age(bottle.hours_left * 3600);
  return (
    <div className={bottle.status === "ok" ? undefined : bottle.status === "low" ? "low" : "bad"} data-bottle={bottle.name} data-status={bottle.status}>
      <dt>{t.names[bottle.name]}</dt>
      {isOpen ? (
        <dd>
          <Refill row={row} bottle={bottle} onClose={() => setOpen(false)} />
        </dd>
      ) : (
        <dd>
          <span>{isWaste(bottle) ? t.room(amount(bottle.left_ml), bottle.status, hours) : t.left(amount(bottle.left_ml), bottle.status, hours)}</span>
          <span ref={opener}>
            <Button size="sm" needs="operator" whyNot={whyNot} aria-label={t.say(t.names[bottle.name])} onClick={() => setOpen(true)}>
              {isWaste(bottle) ? t.emptied : t.refilled}
            </Button>
          </span>
        </dd>
      )}
    </div>
  );
}

/** In place: what is in the bottle now. Enter sets, Esc leaves it as it was. */
function Refill({ row, bottle, onClose }: { row: UnitRow; bottle: Bottle; onClose: () => void }) {
  const [typed, setTyped] = useState(String(full(bottle)));
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  useEffect(() => input.current?.select(), []);
  const submit = async (event: React.FormEvent): Promise<void> => {
    event.preventDefault();
    if (isBusy) return;
    const ml = format.parseNumber(typed);
    if (ml === null || ml < 0 || ml > bottle.capacity_ml) {
      setFailure(t.range(format.plain(bottle.capacity_ml)));
      return;
    }
    setBusy(true);
    try {
      await api.patch(path("units", row.pioreactor_unit, "bottles"), { contents_ml: { [bottle.name]: ml } });
      await refreshCluster();
      onClose();
    } catch (error) {
      const { cause, remedy } = refusal(error);
      setFailure([cause, remedy].filter(Boolean).join(" "));
      setBusy(false);
    }
  };
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    onClose();
  };
  return (
    <form className="spedit" onSubmit={(event) => void submit(event)} onKeyDown={onKeyDown}>
      <label className="sr" htmlFor={id}>
        {t.now(t.names[bottle.name])}
      </label>
      <span className={`input${failure ? " bad" : ""}`}>
        <input
          id={id}
          ref={input}
          inputMode="decimal"
          autoComplete="off"
          value={typed}
          aria-invalid={failure !== null}
          aria-describedby={`${id}-hint`}
          onChange={(e) => {
            setTyped(e.target.value);
            setFailure(null);
          }}
        />
        <span className="u">mL</span>
      </span>
      <Button type="submit" kind="primary" size="sm" {...(isBusy ? { icon: "init", spin: true } : {})}>
        {text.actions.set}
      </Button>
      <Button size="sm" kind="quiet" onClick={onClose}>
        {text.frame.cancel}
      </Button>
      <span id={`${id}-hint`} className={`hint${failure ? " err" : ""}`} role={failure ? "alert" : undefined}>
        {failure ?? t.hint(format.plain(bottle.capacity_ml))}
      </span>
    </form>
  );
}
