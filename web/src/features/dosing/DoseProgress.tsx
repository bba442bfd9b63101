import { clock, useTick } from "../../live";
import { format, text } from "../../texts";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import type { useVial } from "../units/useVial";
import { fitting, type Level } from "./doseModel";
import { isPumping, type DoseRun } from "./doseRun";
import { Headroom } from "./Headroom";

const t = text.dosing;

interface Props {
  run: DoseRun;
  vial: ReturnType<typeof useVial>;
  onWaste: (ml: number) => void;
}

const tookS = (run: DoseRun): number => Math.max(0, (run.endedAtMs ?? clock.nowMs(run.unit)) - (run.pumpedSinceMs ?? run.askedAtMs)) / 1000;
const wantedText = (run: DoseRun): string | null => (run.wantedMl !== null ? format.dose(run.wantedMl) : run.by === "time" && run.plannedS !== null ? format.duration(run.plannedS) : null);

/** How far a dose is, or what became of it. */
export function DoseProgress({ run, vial, onWaste }: Props) {
  useTick();
  const left = run.wantedMl === null ? 0 : Math.max(0, run.wantedMl - run.movedMl);
  const nowMl = vial.volumeMl;
  const level: Level = {
    nowMl,
    afterMl: nowMl === null || !isPumping(run) || run.liquid === "circulate" ? nowMl : run.liquid === "waste" ? Math.max(vial.effluxMl ?? 0, nowMl - left) : nowMl + left,
    limitMl: vial.maxFillMl,
    capacityMl: vial.capacityMl,
  };
  return (
    <div className="dform">
      {isPumping(run) ? <Progress run={run} /> : <End run={run} level={level} onWaste={onWaste} />}
      <Headroom level={level} isDone={!isPumping(run)} />
      <dl className="sum">
        {run.phase === "refused" ? (
          <>
            <dt>{t.asked}</dt>
            <dd>{[wantedText(run), t.liquids[run.liquid]].filter(Boolean).join(", ")}</dd>
            <dt>{t.moved}</dt>
            <dd>{run.movedMl === 0 ? t.movedNothing(format.volume(0)) : format.dose(run.movedMl)}</dd>
          </>
        ) : null}
        <dt>{t.since}</dt>
        <dd>{format.clock(run.askedAtMs, true)}</dd>
        <dt>{t.request}</dt>
        <dd className="mono">{run.id}</dd>
      </dl>
    </div>
  );
}

function Progress({ run }: { run: DoseRun }) {
  const wanted = wantedText(run);
  const share = run.wantedMl !== null ? run.movedMl / run.wantedMl : run.plannedS ? tookS(run) / run.plannedS : null;
  const percent = share === null ? null : Math.round(Math.min(1, Math.max(0, share)) * 100);
  const leftS = run.plannedS === null || run.by === "until_stop" ? null : Math.max(0, run.plannedS - tookS(run));
  const heading = run.by === "until_stop" ? t.runningUntil(run.liquid) : t.running(wanted ?? "", run.liquid);
  return (
    <div>
      <h3>{heading}</h3>
      <div className={`prog${percent === null ? " open" : ""}`} role="progressbar" aria-label={t.progress} {...(percent === null ? {} : { "aria-valuenow": percent, "aria-valuemin": 0, "aria-valuemax": 100 })}>
        <i style={{ width: percent === null ? "100%" : `${percent}%` }} />
      </div>
      <div className="hr-head">
        <span>{run.phase === "asking" ? t.asking : run.liquid === "circulate" ? format.duration(tookS(run)) : t.byPump(format.dose(run.movedMl), run.wantedMl === null ? null : format.dose(run.wantedMl))}</span>
        <span className="t2">{leftS === null || run.phase === "asking" ? "" : t.left(format.duration(Math.round(leftS)).replace(/\.0(?= s)/, ""))}</span>
      </div>
      {run.cause ? (
        <div role="alert">
          <Banner kind="alarm" cause={t.stopFailed}>
            {run.cause} {run.remedy}
          </Banner>
        </div>
      ) : null}
    </div>
  );
}

function End({ run, level, onWaste }: { run: DoseRun; level: Level; onWaste: (ml: number) => void }) {
  const took = format.duration(tookS(run));
  if (run.phase === "done")
    return (
      <div role="status">
        <Banner kind="ok" cause={run.liquid === "circulate" ? t.doneCirculating(took) : t.done(format.dose(run.movedMl), run.liquid, took)}>
          {t.pumpOff}
        </Banner>
      </div>
    );
  if (run.phase === "unsure")
    return (
      <div role="alert">
        <Banner kind="warn" icon="clock" cause={t.unsure}>
          {t.unsureBody}
        </Banner>
      </div>
    );
  if (run.phase === "interrupted")
    return (
      <div role="alert">
        <Banner kind="warn" icon="stop" cause={t.interrupted(format.dose(run.movedMl), wantedText(run))}>
          {run.cause ? `${run.cause} ` : ""}
          {t.interruptedBody}
        </Banner>
      </div>
    );
  const room = level.limitMl === null || level.nowMl === null ? null : level.limitMl - level.nowMl;
  const isFull = room !== null && run.liquid !== "waste" && run.wantedMl !== null && run.wantedMl > room;
  return (
    <div role="alert" data-refusal="after">
      <Banner kind="alarm" cause={[t.refusedTitle(run.unit), run.cause].filter(Boolean).join(" ")}>
        {run.remedy ?? (run.cause ? "" : t.refusedPlain)}
        {isFull && run.wantedMl !== null ? (
          <div className="bact">
            <Button size="sm" onClick={() => onWaste(Math.max(0.1, run.wantedMl === null ? 0 : run.wantedMl - fitting(Math.max(0, room ?? 0))))}>
              {t.refusal.wasteFirst(format.dose(run.wantedMl - fitting(Math.max(0, room ?? 0))))}
            </Button>
          </div>
        ) : null}
      </Banner>
    </div>
  );
}
