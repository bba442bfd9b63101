import { useSyncExternalStore } from "react";

import { useTick } from "../../live";
import { text } from "../../texts";
import { Icon, type IconName } from "../../ui/Icon";
import { actionOf, checkNow, dismiss, onActions, type ActionRecord, type Phase } from "./actionStore";

const ICONS: Record<Phase, IconName> = { asked: "init", waiting: "init", done: "check", refused: "alarm", timed_out: "clock", superseded: "info" };

export const useAction = (key: string): ActionRecord | undefined => useSyncExternalStore(onActions, () => actionOf(key));

export const isUnderWay = (record: ActionRecord | undefined): boolean => record?.phase === "asked" || record?.phase === "waiting";

/** The line under a row that says what became of the action asked there. */
export function Outcome({ record }: { record: ActionRecord | undefined }) {
  if (!record || record.phase === "asked") return null;
  return (
    <div className={`outcome ${record.phase}`} role={record.phase === "refused" ? "alert" : "status"} data-phase={record.phase}>
      <Icon name={ICONS[record.phase]} small spin={record.phase === "waiting"} />
      <span className="say">
        {record.phase === "waiting" ? (
          <Countdown record={record} />
        ) : (
          <>
            {record.phase === "refused" ? <b>{record.sentence}</b> : record.sentence} {record.remedy}
            {record.phase === "timed_out" ? (
              <>
                {" "}
                <button type="button" className="linkish" onClick={() => void checkNow(record.key)}>
                  {text.actions.checkNow}
                </button>
              </>
            ) : null}
          </>
        )}
      </span>
      <button type="button" className="mono" title={text.actions.copyId(record.id)} onClick={() => void navigator.clipboard?.writeText(record.id)}>
        {text.actions.id(record.id)}
      </button>
      {record.phase === "refused" || record.phase === "timed_out" || record.phase === "superseded" ? (
        <button type="button" className="linkish" onClick={() => dismiss(record.key)}>
          {text.actions.dismiss}
        </button>
      ) : null}
    </div>
  );
}

function Countdown({ record }: { record: ActionRecord }) {
  const tookS = Math.max(0, Math.round((useTick() - record.askedAt) / 1000));
  return <>{text.actions.waiting(tookS, record.limitMs / 1000)}</>;
}
