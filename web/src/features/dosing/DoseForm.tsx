import { useId } from "react";

import { refusal as reasonOf } from "../../api/refusal";
import type { DosePreview } from "../../api/types";
import { clock } from "../../live";
import { format, text } from "../../texts";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { Segmented } from "../../ui/Segmented";
import { fitting, isTooMuch, roomAfter, stepped, wasteFirst, type By, type Level, type Liquid, type Wish } from "./doseModel";
import { Headroom } from "./Headroom";

const t = text.dosing;
const LIQUIDS = Object.entries(t.liquids) as [Liquid, string][];
const BYS = Object.entries(t.bys) as [By, string][];

interface Props {
  wish: Wish;
  amount: number | null;
  level: Level;
  effluxMl: number | null;
  preview: DosePreview | null;
  isSettled: boolean;
  error: unknown;
  onWish: (wish: Wish) => void;
  onSubmit: () => void;
}

const seconds = (s: number): string => format.duration(s).replace(/\.0(?= s)/, "");
const amountText = (amount: number, by: By): string => (by === "volume" ? format.dose(amount) : seconds(amount));

/** What the button says: the verb and the amount. */
export function goWords(wish: Wish, amount: number | null): string {
  if (wish.liquid === "circulate") return t.goCirculate(amount === null ? format.NONE : seconds(amount));
  const isWaste = wish.liquid === "waste";
  if (wish.by === "until_stop") return isWaste ? t.goWasteUntil : t.goUntil;
  const what = amount === null ? format.NONE : amountText(amount, wish.by);
  return isWaste ? t.goWaste(what) : t.go(what);
}

/** Liquid, amount, head-room, and what stands against it. */
export function DoseForm(p: Props) {
  const { wish, amount, level, preview } = p;
  const isHigh = isTooMuch(level);
  const isBad = wish.by !== "until_stop" && amount === null && wish.typed.trim() !== "";
  const isCirculating = wish.liquid === "circulate";
  const pick = (liquid: Liquid): void => p.onWish({ ...wish, liquid, ...(liquid === "circulate" && wish.by !== "time" ? { by: "time", typed: "30" } : {}) });
  const pickBy = (by: By): void => p.onWish({ ...wish, by, typed: by === "volume" ? "1.0" : by === "time" ? "10" : wish.typed });
  return (
    <form
      id="dose-form"
      className="dform"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        p.onSubmit();
      }}
    >
      <div className="field">
        <span className="label">{t.liquid}</span>
        <Segmented label={t.liquid} options={LIQUIDS} value={wish.liquid} onPick={pick} />
      </div>
      <div className="two">
        {wish.by === "until_stop" ? null : <Amount wish={wish} amount={amount} isBad={isBad || isHigh} room={preview?.headroom_ml ?? null} onType={(typed) => p.onWish({ ...wish, typed })} />}
        {isCirculating ? (
          <div className="field">
            <span className="label">{t.circulates}</span>
            <Segmented label={t.circulates} options={[["media", t.liquids.media], ["alt_media", t.liquids.alt_media]]} value={wish.circulates} onPick={(circulates) => p.onWish({ ...wish, circulates })} />
          </div>
        ) : (
          <div className="field">
            <span className="label">{t.by}</span>
            <Segmented label={t.by} options={BYS} value={wish.by} onPick={pickBy} />
            <div className="hint">{takes(p)}</div>
          </div>
        )}
      </div>
      {isCirculating ? <p className="small muted">{t.circulateHint}</p> : null}
      {isBad ? (
        <p className="small bad" role="alert">
          {t.notAnAmount[wish.by === "time" ? "time" : "volume"]}
        </p>
      ) : null}
      {level.nowMl === null ? (
        <Banner kind="warn" cause={t.volumeUnknown}>
          {t.volumeUnknownBody}
        </Banner>
      ) : (
        <Headroom level={level} />
      )}
      <Against {...p} isHigh={isHigh} />
      {preview && !isHigh && !preview.refusal ? <Known preview={preview} /> : null}
    </form>
  );
}

function Amount({ wish, amount, isBad, room, onType }: { wish: Wish; amount: number | null; isBad: boolean; room: number | null; onType: (typed: string) => void }) {
  const id = useId();
  const label = wish.by === "volume" ? t.volume : t.time;
  const unit = wish.by === "volume" ? "mL" : "s";
  const base = wish.by === "volume" ? 0.1 : 1;
  const step = (by: number): void => onType(format.fixed(wish.by === "volume" ? stepped(amount, by) : Math.max(1, Math.round((amount ?? 0) + by)), wish.by === "volume" ? 1 : 0).replaceAll(format.THIN, ""));
  const isPlain = /^[\d.,]+$/.test(wish.typed.trim());
  const fits = room === null ? null : fitting(room);
  const hint = !isPlain && amount !== null ? t.understood(amountText(amount, wish.by)) : wish.by === "volume" && wish.liquid !== "waste" && fits !== null ? (fits >= 0.1 ? t.range(format.volume(fits)) : t.noRoom) : "";
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className={`input stepper${isBad ? " bad" : ""}`}>
        <button type="button" aria-label={t.less(`${base} ${unit}`)} onClick={(e) => step(e.shiftKey ? -10 * base : -base)}>
          −
        </button>
        <input
          id={id}
          data-first
          inputMode="decimal"
          autoComplete="off"
          value={wish.typed}
          aria-invalid={isBad}
          aria-describedby={`${id}-hint${isBad ? " dose-why" : ""}`}
          onChange={(e) => onType(e.target.value)}
          onKeyDown={(e) => {
            if (e.key !== "ArrowUp" && e.key !== "ArrowDown") return;
            e.preventDefault();
            step((e.key === "ArrowUp" ? base : -base) * (e.shiftKey ? 10 : 1));
          }}
        />
        <span className="u">{isPlain ? unit : ""}</span>
        <button type="button" aria-label={t.more(`${base} ${unit}`)} onClick={(e) => step(e.shiftKey ? 10 * base : base)}>
          +
        </button>
      </div>
      <div id={`${id}-hint`} className="hint">
        {hint}
      </div>
    </div>
  );
}

function takes({ wish, amount, preview, isSettled }: Props): string {
  if (!preview || !isSettled) return "";
  const s = preview.duration_s;
  if (wish.by === "until_stop") return wish.liquid === "waste" ? t.untilWaste : s === null ? "" : t.untilLimit(seconds(s));
  if (wish.by === "volume") return s === null || amount === null ? "" : t.takes(format.dose(amount), s < 10 ? format.duration(s) : seconds(Math.round(s)));
  return preview.ml === null ? t.givesUnknown : amount === null ? "" : t.gives(seconds(amount), format.dose(preview.ml));
}

/** Why it cannot be done, with what can be done instead as buttons. */
function Against({ wish, amount, level, effluxMl, preview, error, isHigh, onWish }: Props & { isHigh: boolean }) {
  if (error) {
    const { cause, remedy } = reasonOf(error);
    return (
      <div role="alert" id="dose-why">
        <Banner kind="warn" cause={t.refusal.cannotAsk}>
          {cause} {remedy}
        </Banner>
      </div>
    );
  }
  if (isHigh && level.limitMl !== null && wish.by === "volume" && amount !== null) {
    const fits = fitting((roomAfter(level) ?? 0) + amount);
    const waste = wasteFirst(level, effluxMl);
    const parts = [...(fits >= 0.1 ? [t.refusal.atMost(format.dose(fits))] : []), ...(waste === null ? [] : [t.refusal.waste(format.dose(waste))])];
    return (
      <div role="alert" id="dose-why" data-refusal="too_much">
        <Banner kind="alarm" cause={t.refusal.tooMuch(format.dose(amount), format.volume(level.afterMl), format.volume(level.limitMl))}>
          {fits < 0.1 && waste !== null ? t.refusal.full(format.dose(waste)) : t.refusal.advice(parts)}
          <div className="bact">
            {fits >= 0.1 ? (
              <Button size="sm" onClick={() => onWish({ ...wish, typed: format.fixed(fits, 1) })}>
                {t.refusal.setTo(format.dose(fits))}
              </Button>
            ) : null}
            {waste === null ? null : (
              <Button size="sm" onClick={() => onWish({ ...wish, liquid: "waste", typed: format.fixed(waste, 1) })}>
                {t.refusal.wasteFirst(format.dose(waste))}
              </Button>
            )}
          </div>
        </Banner>
      </div>
    );
  }
  if (!preview?.refusal) return null;
  return (
    <div role="alert" id="dose-why" data-refusal="unit">
      <Banner kind="alarm" cause={preview.refusal}>
        {preview.remediation}
      </Banner>
    </div>
  );
}

/** How well the numbers are known. */
function Known({ preview }: { preview: DosePreview }) {
  const when = preview.calibrated_at ? format.day(Date.parse(preview.calibrated_at), clock.nowMs()) : null;
  const rate = preview.rate_ml_per_s ? `${format.fixed(preview.rate_ml_per_s * 60, 2)}${format.THIN}mL/min` : null;
  return (
    <dl className="sum">
      <dt>{t.calibration}</dt>
      <dd>{preview.calibrated ? t.calibrated((preview.calibration_name ?? "").replaceAll("_", " "), when, rate) : t.uncalibrated}</dd>
      <dt>{t.known}</dt>
      <dd>{preview.volume_sd_ml === null ? t.knownByBook : t.knownTo(format.volume(preview.volume_sd_ml))}</dd>
    </dl>
  );
}
