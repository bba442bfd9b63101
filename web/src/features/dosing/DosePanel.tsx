import { useEffect, useState } from "react";

import type { UnitRow } from "../../api/types";
import { presence, useLink } from "../../live";
import { format, text } from "../../texts";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { labelOf } from "../units/model";
import { useVial } from "../units/useVial";
import { Vial } from "../units/Vial";
import { DoseForm, goWords } from "./DoseForm";
import { commandOf, isTooMuch, parseAmount, plannedLevel, type Level, type Wish } from "./doseModel";
import { DoseProgress } from "./DoseProgress";
import { dose, forgetDose, isPumping, stopDose, useDoseRun, type DoseRun } from "./doseRun";
import { usePreview } from "./preview";

interface Props {
  row: UnitRow;
  experiment: string;
  hasTruth: boolean;
  /** What the address asks for, as a start: it is only in the fields. */
  asked?: Partial<Pick<Wish, "liquid" | "typed">>;
  onClose: () => void;
}

const t = text.dosing;
const FIRST: Wish = { liquid: "media", by: "volume", typed: "1.0", circulates: "media" };

/** Dosing by hand: what will be true afterwards stands there before anything moves. */
export function DosePanel({ row, experiment, hasTruth, asked, onClose }: Props) {
  const unit = row.pioreactor_unit;
  const run = useDoseRun(unit);
  const [wish, setWish] = useState<Wish>({ ...FIRST, ...asked });
  // Closed while it pumps, the panel shows what became of the dose when it is opened again.
  useFirstFocus(run?.phase ?? "form");
  const vial = useVial(row, experiment, hasTruth);
  if (!run) return <Ask row={row} experiment={experiment} vial={vial} wish={wish} onWish={setWish} onClose={onClose} />;
  const close = (): void => {
    if (!isPumping(run)) forgetDose(unit);
    onClose();
  };
  const waste = (ml: number): void => {
    forgetDose(unit);
    setWish({ ...FIRST, liquid: "waste", typed: format.fixed(ml, 1) });
  };
  return <Follow row={row} run={run} vial={vial} onClose={close} onAgain={() => forgetDose(unit)} onWaste={waste} />;
}

/** The dialog stays while its parts change; the focus goes to what comes next. */
function useFirstFocus(part: string): void {
  useEffect(() => {
    if (part) document.querySelector<HTMLElement>("[role=dialog] [data-first]")?.focus();
  }, [part]);
}

type VialNow = ReturnType<typeof useVial>;

interface AskProps {
  row: UnitRow;
  experiment: string;
  vial: VialNow;
  wish: Wish;
  onWish: (wish: Wish) => void;
  onClose: () => void;
}

function Ask({ row, experiment, vial, wish, onWish, onClose }: AskProps) {
  const unit = row.pioreactor_unit;
  const isLinkUp = useLink().phase === "live";
  const amount = wish.by === "until_stop" ? null : parseAmount(wish.typed, wish.by);
  const preview = usePreview(unit, experiment, wish, amount, vial.volumeMl);
  const isBad = wish.by !== "until_stop" && amount === null;
  const told = preview.data && !preview.isError && !isBad && wish.liquid !== "circulate" ? preview.data : null;
  // While the answer is under way the books alone say what will be; the button waits for the answer.
  const isSettled = wish.liquid === "circulate" || (preview.isSuccess && !preview.isPlaceholderData);
  const level: Level = {
    nowMl: told?.current_volume_ml ?? vial.volumeMl,
    afterMl: isSettled && told ? told.volume_after_ml : plannedLevel(wish.liquid, wish.by === "volume" ? amount : null, vial.volumeMl, vial.effluxMl),
    limitMl: told?.max_fill_ml ?? vial.maxFillMl,
    capacityMl: told?.capacity_ml ?? vial.capacityMl,
  };
  const isHigh = isTooMuch(level);
  const refusal = isSettled ? (told?.refusal ?? null) : null;
  const silent = !isLinkUp ? text.frame.link.disabled : presence(unit).state === "offline" ? text.actions.disabled.offline(unit) : null;
  const whyNot =
    silent ??
    (isBad
      ? t.notAnAmount[wish.by === "time" ? "time" : "volume"]
      : preview.isError
        ? t.refusal.cannotAsk
        : (refusal ?? (isHigh ? t.refusal.notNow : isSettled ? null : t.refusal.notSafe)));
  const go = (): void => {
    const command = commandOf(wish, amount);
    void dose({
      unit,
      experiment,
      liquid: wish.liquid,
      by: wish.by,
      ...command,
      wantedMl: wish.by === "volume" ? (told?.ml ?? amount) : wish.by === "time" ? (told?.ml ?? null) : null,
      plannedS: wish.liquid === "circulate" ? amount : (told?.duration_s ?? null),
      beforeMl: level.nowMl,
    });
  };
  return (
    <Dialog
      isWide
      title={t.title(labelOf(row))}
      lead={t.lead(unit, told?.dosing_automation ?? null)}
      onClose={onClose}
      footer={
        <>
          <span className="small muted grow">{silent ?? (whyNot && (isHigh || refusal) ? t.nothingYet : wish.by === "until_stop" ? t.untilStopped : t.stopsItself)}</span>
          <Button onClick={onClose}>{text.frame.cancel}</Button>
          <Button kind="primary" icon={isSettled || whyNot ? "drop" : "init"} spin={!isSettled && !preview.isError && !isBad} needs="operator" whyNot={whyNot} type="submit" form="dose-form">
            {goWords(wish, amount)}
          </Button>
        </>
      }
    >
      <div className="dgrid" data-dose="ask">
        <div className="dv">
          <Vial {...vial} isBare volumeMl={level.nowMl} ghostMl={level.afterMl} maxFillMl={level.limitMl} capacityMl={level.capacityMl} />
          <Caption level={level} />
        </div>
        <DoseForm wish={wish} amount={amount} level={level} effluxMl={vial.effluxMl} preview={told} isSettled={isSettled} error={preview.error} onWish={onWish} onSubmit={() => !whyNot && go()} />
      </div>
    </Dialog>
  );
}

function Caption({ level }: { level: Level }) {
  const isChange = level.afterMl !== null && level.nowMl !== null && Math.abs(level.afterMl - level.nowMl) > 0.004;
  if (level.nowMl === null) return <p>{t.volumeUnknown}</p>;
  if (!isChange)
    return (
      <p>
        {t.caption.now} <b>{format.volume(level.nowMl)}</b>
      </p>
    );
  return (
    <p className={isTooMuch(level) ? "bad" : ""}>
      {isTooMuch(level) ? t.caption.would : t.caption.after(format.volume(level.nowMl))} <b>{format.volume(level.afterMl)}</b>
    </p>
  );
}

interface FollowProps {
  row: UnitRow;
  run: DoseRun;
  vial: VialNow;
  onClose: () => void;
  onAgain: () => void;
  onWaste: (ml: number) => void;
}

function Follow({ row, run, vial, onClose, onAgain, onWaste }: FollowProps) {
  const isBusy = isPumping(run);
  const pump = run.liquid === "circulate" ? "media" : run.liquid;
  return (
    <Dialog
      isWide
      title={t.title(labelOf(row))}
      lead={t.lead(run.unit, null)}
      onClose={onClose}
      footer={
        isBusy ? (
          <>
            <span className="small muted grow">{t.closeKeeps}</span>
            <Button kind="danger solid" data-first needs="operator" icon={run.phase === "stopping" ? "init" : "stop"} spin={run.phase === "stopping"} onClick={() => void stopDose(run.unit)}>
              {run.phase === "stopping" ? t.stopping : t.stopPump}
            </Button>
          </>
        ) : (
          <>
            <span className="grow" />
            <Button onClick={onAgain}>{t.again}</Button>
            <Button kind="primary" data-first onClick={onClose}>
              {text.frame.close}
            </Button>
          </>
        )
      }
    >
      <div className="dgrid" data-dose={run.phase}>
        <div className="dv">
          <Vial {...vial} isBare pump={isBusy ? pump : null} />
          <p>{isBusy ? t.caption.pumping(text.pages.unit.notes.pumps[pump]) : vial.volumeMl === null ? t.volumeUnknown : <>{t.caption.now} <b>{format.volume(vial.volumeMl)}</b></>}</p>
        </div>
        <DoseProgress run={run} vial={vial} onWaste={onWaste} />
      </div>
    </Dialog>
  );
}
