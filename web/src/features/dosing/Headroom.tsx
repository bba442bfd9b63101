import { format, text } from "../../texts";
import { isTooMuch, roomAfter, type Level } from "./doseModel";

const t = text.dosing;

/** The vial laid on its side: what is in it, what would be added or taken, what would be too much, and the limit. */
export function Headroom({ level, isDone = false }: { level: Level; isDone?: boolean }) {
  const { nowMl, afterMl, limitMl, capacityMl } = level;
  if (nowMl === null) return null;
  const share = (ml: number): string => `${(Math.min(Math.max(ml, 0), capacityMl) / capacityMl) * 100}%`;
  const after = afterMl ?? nowMl;
  const isHigh = isTooMuch(level);
  const room = roomAfter({ ...level, afterMl: after });
  const isChange = !isDone && Math.abs(after - nowMl) > 0.004;
  const fitTop = Math.min(after, limitMl ?? after);
  const head = room === null ? "" : isHigh ? t.tooMuch(format.dose(-room)) : isChange ? t.leftAfter(format.dose(Math.max(0, room))) : t.room(format.dose(Math.max(0, room)));
  return (
    <div className="headroom" data-headroom={isHigh ? "over" : "fits"}>
      <div className="hr-head">
        <b>{t.headroom}</b>
        <span className={isHigh ? "bad" : "t2"}>{head}</span>
      </div>
      <div className="hr-bar" role="img" aria-label={t.bar(format.volume(nowMl), isChange ? format.volume(after) : null, limitMl === null ? null : format.volume(limitMl))}>
        <i className="in" style={{ width: share(Math.min(nowMl, after)) }} />
        {after > nowMl && fitTop > nowMl ? <i className="add" style={{ left: share(nowMl), width: `calc(${share(fitTop)} - ${share(nowMl)})` }} /> : null}
        {after < nowMl ? <i className="out" style={{ left: share(after), width: `calc(${share(nowMl)} - ${share(after)})` }} /> : null}
        {isHigh && limitMl !== null ? <i className="over" style={{ left: share(Math.max(limitMl, nowMl)), width: `calc(${share(after)} - ${share(Math.max(limitMl, nowMl))})` }} /> : null}
        {limitMl === null ? null : <i className="lim" style={{ left: share(limitMl) }} />}
      </div>
      <div className="hr-foot">
        <span>{isChange ? t.nowAfter(format.volume(nowMl), format.volume(after)) : t.now(format.volume(nowMl))}</span>
        {limitMl === null ? null : <span className={isHigh ? "bad" : ""}>{t.limit(format.volume(limitMl))}</span>}
      </div>
    </div>
  );
}
