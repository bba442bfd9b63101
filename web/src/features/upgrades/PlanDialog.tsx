import { useState } from "react";

import { refusal, type Failure } from "../../api/refusal";
import type { PlannedUnit, Run, UpgradePlan } from "../../api/types";
import { format, text } from "../../texts";
import { upgrades as t } from "../../texts/upgrades";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Icon, type IconName } from "../../ui/Icon";
import { Refused } from "../../ui/Refused";
import { start, usePlan } from "./commands";

/** What would be done, before it is done: order, pauses, copies, what runs, what stands in the way. */
export function PlanDialog({ kind, onClose }: { kind: Run["kind"]; onClose: () => void }) {
  const plan = usePlan(kind);
  const [waits, setWaits] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const go = async (): Promise<void> => {
    if (!plan.data || isAsking) return;
    setAsking(true);
    try {
      await start(kind, plan.data.version, waits);
      onClose();
    } catch (error) {
      setFailure(refusal(error));
      setAsking(false);
    }
  };
  const taking = plan.data?.units.filter((unit) => unit.version !== null && unit.to !== "") ?? [];
  const verb = kind === "upgrade" ? t.plan.go(taking.length, plan.data?.version ?? "") : t.plan.goBack(taking.length);
  return (
    <Dialog
      isWide
      title={kind === "upgrade" ? t.plan.title(plan.data?.version ?? "…") : t.plan.back}
      onClose={onClose}
      footer={
        <>
          <span className="small muted grow">{plan.data ? t.plan.took(plan.data.expected_s) : ""}</span>
          <Button onClick={onClose}>{text.frame.cancel}</Button>
          <Button kind="primary" icon={isAsking ? "init" : kind === "upgrade" ? "up" : "undo"} spin={isAsking} onClick={() => void go()} whyNot={plan.data ? plan.data.why_not : t.plan.loading}>
            {isAsking ? t.plan.asking : plan.data ? verb : t.upgrade}
          </Button>
        </>
      }
    >
      <Refused failure={failure ?? (plan.isError ? refusal(plan.error) : null)} />
      {plan.isPending ? (
        <p className="muted" role="status">
          {t.plan.loading}
        </p>
      ) : null}
      {plan.data ? <Body plan={plan.data} waits={waits} onWaits={setWaits} /> : null}
    </Dialog>
  );
}

function Body({ plan, waits, onWaits }: { plan: UpgradePlan; waits: boolean; onWaits: (waits: boolean) => void }) {
  const isUpgrade = plan.kind === "upgrade";
  const away = Math.max(0, ...plan.units.map((unit) => unit.away_s));
  const facts: [IconName, string][] = [
    ["pause", isUpgrade ? t.plan.pauses(away) : t.plan.backPauses(away)],
    ["dl", isUpgrade ? (plan.database_bytes > 0 ? t.plan.backedUp(plan.database_bytes) : t.plan.kept) : t.plan.backKept],
    ...(isUpgrade ? [["undo", t.plan.ill] as [IconName, string]] : []),
    ["clock", t.plan.web],
  ];
  return (
    <>
      {plan.why_not ? <Banner kind="warn" cause={plan.why_not} /> : null}
      <section className="planpart">
        <h3>{t.plan.order}</h3>
        <Order plan={plan} />
      </section>
      <section className="planpart">
        <h3>{t.plan.what}</h3>
        <ul className="facts">
          {facts.map(([icon, sentence]) => (
            <li key={sentence}>
              <Icon name={icon} />
              <span>{sentence}</span>
            </li>
          ))}
        </ul>
      </section>
      {isUpgrade ? (
        <fieldset className="planpart plain">
          <legend>
            <h3>{t.plan.when}</h3>
          </legend>
          <Choice label={t.plan.now} hint={t.plan.nowHint} isOn={!waits} onPick={() => onWaits(false)} />
          <Choice label={t.plan.wait} hint={t.plan.waitHint} isOn={waits} onPick={() => onWaits(true)} />
        </fieldset>
      ) : null}
    </>
  );
}

function Choice({ label, hint, isOn, onPick }: { label: string; hint: string; isOn: boolean; onPick: () => void }) {
  return (
    <label className="choice">
      <input type="radio" className="chk" name="experiments" checked={isOn} onChange={onPick} />
      <span>
        {label} <span className="muted small">{hint}</span>
      </span>
    </label>
  );
}

/** Units in the order of their change, with a heading for each group. */
function Order({ plan }: { plan: UpgradePlan }) {
  const heading = (unit: PlannedUnit, before: PlannedUnit | undefined): string | null => {
    if (before?.group === unit.group) return null;
    return plan.kind === "rollback" ? t.plan.together : t.plan.group(unit.group, unit.is_leader);
  };
  return (
    <ol className="planlist" tabIndex={0} aria-label={t.plan.order}>
      {plan.units.map((unit, i) => {
        const title = heading(unit, plan.units[i - 1]);
        return (
          <li key={unit.unit} data-planned={unit.unit}>
            {title ? <span className="grp">{title}</span> : null}
            <span className="un">
              <b>{unit.unit}</b>
              <span className="t2">{t.plan.change(unit.version, unit.to || format.NONE)}</span>
              <span className="small muted">{t.plan.running([...new Set(unit.running.map((job) => text.actions.jobName(job.job_name)))])}</span>
            </span>
            {unit.obstacle ? (
              <span className={`obst${unit.blocks ? " blocks" : ""}`}>
                <Icon name="alarm" small />
                {unit.obstacle}
              </span>
            ) : null}
          </li>
        );
      })}
    </ol>
  );
}
