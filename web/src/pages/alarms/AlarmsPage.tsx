import { useId } from "react";

import { useParam } from "../../app/router";
import { useAlarms, useSilentUnits } from "../../features/alarms/useAlarms";
import { AlarmCard } from "../../features/alarms/AlarmCard";
import { idOf, isSeen } from "../../features/alarms/alarmModel";
import { setPerson, usePerson } from "../../features/alarms/person";
import { labelOf } from "../../features/units/model";
import { clock } from "../../live";
import { format, text } from "../../texts";
import { Banner } from "../../ui/Banner";
import { Tabs } from "../../ui/Tabs";
import { MiniVial } from "../../features/units/MiniVial";
import { useTitle, type PageProps } from "../common";
import { Around } from "./Around";
import { History, usePast } from "./History";

const t = text.alarms;
const TABS = [
  ["open", t.tabs.open],
  ["history", t.tabs.history],
] as const;

/** What is wrong, who is on it, what do I do? */
export function AlarmsPage({ session, overview }: PageProps) {
  useTitle(t.name, session.cluster_name);
  const [tab, setTab] = useParam("tab", "open");
  const alarms = useAlarms(overview.units);
  const label = (unit: string): string => {
    const row = overview.units.find((one) => one.pioreactor_unit === unit);
    return row ? labelOf(row) : unit;
  };
  const silent = useSilentUnits();
  const seen = alarms.filter(isSeen).length;
  return (
    <>
      <div className="pagehead">
        <div>
          <h1 tabIndex={-1}>{t.name}</h1>
          <div className="meta">
            <span>{t.meta(alarms.length, seen)}</span>
          </div>
        </div>
        <Person />
      </div>
      {silent.length > 0 ? (
        <div style={{ marginBottom: "var(--gap)" }}>
          <Banner kind="warn" cause={t.silent(format.list(silent.map(label)), silent.length)} />
        </div>
      ) : null}
      <Tabs label={t.tabs.name} tabs={TABS} value={tab} onPick={setTab}>
        {tab === "history" ? (
          <History label={label} />
        ) : alarms.length === 0 ? (
          <Empty label={label} />
        ) : (
          <div className="stack alarmlist">
            {alarms.map((alarm, i) => (
              <AlarmCard key={idOf(alarm)} alarm={alarm} label={label(alarm.unit)}>
                {i === 0 && !isSeen(alarm) ? <Around alarm={alarm} overview={overview} /> : null}
              </AlarmCard>
            ))}
          </div>
        )}
      </Tabs>
    </>
  );
}

/** Whose name stands beside an acknowledgement. */
function Person() {
  const name = usePerson();
  const id = useId();
  return (
    <div className="person">
      <label htmlFor={id} className="small muted">
        {t.you}
      </label>
      <div className="input">
        <input id={id} autoComplete="name" maxLength={100} placeholder={t.nobody} title={t.youHint} value={name} onChange={(e) => setPerson(e.target.value)} />
      </div>
    </div>
  );
}

function Empty({ label }: { label: (unit: string) => string }) {
  const last = usePast(1).data?.pages[0]?.[0];
  return (
    <section className="card empty" data-empty="alarms">
      <MiniVial od={0.6} className="drawing" />
      <div className="body">
        <h2>{t.none}</h2>
        <p>{last ? t.noneLast(t.headline(label(last.pioreactor_unit), last.title, last.pioreactor_unit), label(last.pioreactor_unit), format.moment(Date.parse(last.raised_at), clock.nowMs())) : t.noneEver}</p>
      </div>
    </section>
  );
}
