import { useState, type ReactNode } from "react";

import { clock, useTick } from "../../live";
import { format, text } from "../../texts";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { Chip } from "../../ui/Chip";
import { Icon } from "../../ui/Icon";
import { Link } from "../../app/Link";
import { isUnderWay, Outcome, useAction } from "../jobs/Outcome";
import { factsOf, idOf, isSeen, resetRefusal, stepsOf, type UnitAlarm } from "./alarmModel";
import { acknowledge, alarmKey, reset } from "./commands";

const t = text.alarms;

interface Props {
  alarm: UnitAlarm;
  label: string;
  /** Chart and events around the moment; of the worst alarm only. */
  children?: ReactNode;
}

/** An open alarm: what was seen and done, its facts, and what to do. One that somebody is on is folded to a line. */
export function AlarmCard({ alarm, label, children }: Props) {
  const [isOpen, setOpen] = useState(false);
  if (isSeen(alarm) && !isOpen) return <SeenLine alarm={alarm} label={label} onOpen={() => setOpen(true)} />;
  return (
    <article className="cols al" data-alarm={idOf(alarm)} data-alarm-state={alarm.state} aria-label={t.what(label, alarm.title, alarm.unit)}>
      <div className="stack">
        <section className="card head">
          <div className="ah">
            <span className={`ic ${alarm.severity}`}>
              <Icon name={iconOf(alarm.code)} />
            </span>
            <div>
              <h2>{t.headline(label, alarm.title, alarm.unit)}</h2>
              <p>{alarm.text}</p>
            </div>
            {alarm.state === "new" ? null : <Chip kind={isSeen(alarm) ? "warn" : "ready"}>{t.states[alarm.state]}</Chip>}
          </div>
          <Facts alarm={alarm} label={label} />
        </section>
        {children}
      </div>
      <div className="stack">
        <Todo alarm={alarm} label={label} {...(isSeen(alarm) ? { onFold: () => setOpen(false) } : {})} />
      </div>
    </article>
  );
}

const iconOf = (code: string): "heat" | "drop" | "alarm" => (code.startsWith("heater.") ? "heat" : /^(volume|dose|pump)\./.test(code) ? "drop" : "alarm");

function Facts({ alarm, label }: { alarm: UnitAlarm; label: string }) {
  const now = clock.nowMs(alarm.unit);
  useTick();
  const raised = Date.parse(alarm.raised_at);
  return (
    <dl className="fac">
      <div>
        <dt>{t.openFor}</dt>
        <dd>{format.age(Math.max(0, now - raised) / 1000)}</dd>
        <dd className="note" title={format.exact(raised)}>
          {t.since(format.moment(raised, now))}
        </dd>
      </div>
      <div>
        <dt>{t.unit}</dt>
        <dd>
          <Link to={`/units/${encodeURIComponent(alarm.unit)}`}>{label}</Link>
        </dd>
        <dd className="note">{alarm.source ? text.actions.JobName(alarm.source) : alarm.code}</dd>
      </div>
      {factsOf(alarm.data as Record<string, unknown> | null, 2).map((fact) => (
        <div key={fact.name}>
          <dt>{fact.name}</dt>
          <dd>
            {fact.value} {fact.unit ? <small>{fact.unit}</small> : null}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** The remedy as numbered steps, ending with the buttons. */
function Todo({ alarm, label, onFold }: { alarm: UnitAlarm; label: string; onFold?: () => void }) {
  const record = useAction(alarmKey(alarm.unit, alarm.code));
  const isBusy = isUnderWay(record);
  const verb = isBusy ? record?.verb : null;
  const steps = stepsOf(alarm.remedy);
  const what = t.what(label, alarm.title, alarm.unit);
  const refused = resetRefusal(alarm);
  return (
    <section className="card todo">
      <header>
        <h3>{t.whatToDo}</h3>
      </header>
      <div className="body">
        {steps.length === 0 ? (
          <p className="t2">{t.nothingToDo}</p>
        ) : (
          <ol className="do">
            {steps.map((step, i) => (
              <li key={step}>
                <span aria-hidden="true">{i + 1}</span>
                <span>{step}</span>
              </li>
            ))}
          </ol>
        )}
        {refused ? (
          <div style={{ marginTop: 10 }}>
            <Banner kind="warn" cause={t.resetRefused}>
              {refused}
            </Banner>
          </div>
        ) : null}
        <div className="actions" style={{ marginTop: 12 }}>
          {isSeen(alarm) ? null : (
            <Button kind="primary" icon={verb === t.acknowledge ? "init" : "check"} spin={verb === t.acknowledge} needs="operator" aria-label={t.acknowledgeOne(what)} onClick={() => !isBusy && void acknowledge(alarm)}>
              {t.acknowledge}
            </Button>
          )}
          {alarm.needs_reset ? (
            <Button icon={verb === t.reset || alarm.reset_requested ? "init" : "undo"} spin={verb === t.reset} needs="operator" aria-label={`${t.reset}: ${what}`} onClick={() => !isBusy && void reset(alarm)}>
              {alarm.reset_requested ? t.resetAsked : t.reset}
            </Button>
          ) : null}
          {onFold ? (
            <Button kind="quiet" onClick={onFold}>
              {t.fold}
            </Button>
          ) : null}
        </div>
        <Outcome record={record} />
        <p className="small muted" style={{ marginTop: 8 }}>
          {alarm.reset_requested ? t.resetWaits(alarm.reset_requested_by) : alarm.needs_reset ? t.resetHint : alarm.state === "returned" ? t.returnedHint : isSeen(alarm) && alarm.acknowledged_by ? t.on(alarm.acknowledged_by, when(alarm.acknowledged_at, alarm.unit)) : t.ackHint}
        </p>
      </div>
    </section>
  );
}

const when = (at: string | null, unit: string): string => (at ? format.moment(Date.parse(at), clock.nowMs(unit)) : "");

function SeenLine({ alarm, label, onOpen }: { alarm: UnitAlarm; label: string; onOpen: () => void }) {
  useTick();
  const raised = Date.parse(alarm.raised_at);
  const now = clock.nowMs(alarm.unit);
  return (
    <article className="card seenline" data-alarm={idOf(alarm)} data-alarm-state={alarm.state} aria-label={t.what(label, alarm.title, alarm.unit)}>
      <Chip kind="warn">{t.states.acknowledged}</Chip>
      <div>
        <h2>{t.what(label, alarm.title, alarm.unit).replace(/\.$/, "")}</h2>{" "}
        <span className="t2">
          {t.seenLine(format.moment(raised, now), format.age(Math.max(0, now - raised) / 1000))} {alarm.acknowledged_by ? t.on(alarm.acknowledged_by, when(alarm.acknowledged_at, alarm.unit)) : ""}
        </span>
      </div>
      <button type="button" className="linkish" onClick={onOpen}>
        {t.open}
        <span className="sr"> {t.what(label, alarm.title, alarm.unit)}</span>
      </button>
    </article>
  );
}
