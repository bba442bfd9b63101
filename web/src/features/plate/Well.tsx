import { memo } from "react";

import { format, text } from "../../texts";
import { clock, useGroup } from "../../live";
import { Chip, type ChipKind } from "../../ui/Chip";
import { Icon } from "../../ui/Icon";
import { isSeen, type UnitAlarm } from "../alarms/alarmModel";
import { broth, MiniVial } from "../units/MiniVial";
import { labelOf, shadeOf, summaryOf, type Summary } from "../units/model";
import { useQuantity, useStates } from "../units/useUnit";
import { volumeOf } from "../units/vialState";
import type { Reading } from "./reading";
import { ageOf, KINDS, shown, type Age } from "./readings";
import { HEIGHT, WIDTH, type Shape } from "./sparkline";
import type { Place } from "./usePlaces";

interface Props {
  place: Place;
  /** `A1`; empty on a phone, where the wells have no places. */
  name: string;
  index: number;
  reading: Reading;
  shape: Shape | undefined;
  /** The worst of its open alarms. */
  alarm: UnitAlarm | undefined;
  isSelected: boolean;
  /** Whether the Tab key leads here. */
  isEntry: boolean;
  isHeld: boolean;
  canDrag: boolean;
}

/** Repaints with every value that a well may show. */
function useWell({ row, experiment }: Place): void {
  const unit = row.pioreactor_unit;
  useStates();
  useQuantity(unit, experiment.experiment, "od");
  useQuantity(unit, experiment.experiment, "growth_rate");
  useQuantity(unit, experiment.experiment, "temperature");
  useGroup("bioreactor");
}

interface Mark {
  kind: ChipKind;
  words: string;
  look: string;
}

/** What stands in the place of the small numbers: an alarm, else a state that is not the ordinary one. */
function markOf(summary: Summary, alarm: UnitAlarm | undefined, age: Age): Mark | null {
  if (summary.isOffline) return { kind: "offline", words: summary.words, look: "offl" };
  if (alarm) {
    const isLoud = alarm.severity === "alarm" && !isSeen(alarm);
    return { kind: isLoud ? "alarm" : "warn", words: text.plate.alarmWord(alarm.code), look: isLoud ? "alarm" : "warn" };
  }
  if (summary.kind === "alarm") return { kind: "alarm", words: summary.words, look: "alarm" };
  if (summary.kind === "ready") return null;
  return { kind: summary.kind, words: summary.words, look: summary.isStale || age.freshness === "stale" ? "stale" : "" };
}

/** A unit as a well of the plate: name, newest value, state, and how it came there. */
export const Well = memo(function Well({ place, name, index, reading, shape, alarm, isSelected, isEntry, isHeld, canDrag }: Props) {
  useWell(place);
  const { row, experiment } = place;
  const unit = row.pioreactor_unit;
  const summary = summaryOf(row, experiment.experiment);
  const age = ageOf(row, experiment.experiment, reading);
  const now = summary.isOffline ? null : shown(row, experiment.experiment, reading);
  const mark = markOf(summary, alarm, age);
  const shade = shadeOf(row, experiment.experiment, null);
  const isOld = summary.isStale || summary.isOffline || age.freshness === "stale";
  const classes = ["well", mark?.look ?? "", isOld && mark?.look !== "offl" ? "stale" : "", isHeld ? "held" : ""].filter(Boolean).join(" ");
  const words = [now?.spoken ?? text.plate.values.none, mark ? (alarm && !summary.isOffline ? alarm.title : mark.words) : summary.words];
  return (
    <div
      role="gridcell"
      className={classes}
      data-well={unit}
      data-place={index}
      data-look={mark?.look || "ready"}
      aria-selected={isSelected}
      aria-label={text.plate.well(name, labelOf(row), unit, words)}
      tabIndex={isEntry ? 0 : -1}
      draggable={canDrag}
    >
      <span className="nm ellipsis">{labelOf(row)}</span>
      <span className="num" title={age.measuredAt ? `${format.exact(Date.parse(age.measuredAt))}, ${unit}` : undefined}>
        {now?.value ?? format.NONE} <small>{now?.unit}</small>
      </span>
      <span className="line">
        {mark ? <Chip kind={mark.kind}>{mark.words}</Chip> : <Beside place={place} reading={reading} />}
        <AgeWords age={age} isOffline={summary.isOffline} />
      </span>
      <MiniVial od={summary.isOffline ? null : shade} isStale={isOld} volumeMl={volumeOf(row, experiment.experiment)} capacityMl={row.vial?.capacity_ml} />
      <svg className="wspark" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true" style={{ "--tint": KINDS[reading].isCulture ? broth(shade) : "var(--heat)" } as React.CSSProperties}>
        <path className="area" d={shape?.area ?? ""} />
        <path className="ln" d={shape?.line ?? ""} />
      </svg>
      <span className="tick" aria-hidden="true">
        <Icon name="check" small />
      </span>
    </div>
  );
});

/** The other numbers of a healthy unit, small. */
function Beside({ place: { row, experiment }, reading }: { place: Place; reading: Reading }) {
  return (
    <>
      {KINDS[reading].beside.map((one) => {
        const value = shown(row, experiment.experiment, one);
        return value ? (
          <span key={one}>
            {value.value} {value.unit}
          </span>
        ) : null;
      })}
    </>
  );
}

function AgeWords({ age, isOffline }: { age: Age; isOffline: boolean }) {
  if (age.measuredAt === null || isOffline) return null;
  const at = Date.parse(age.measuredAt);
  return (
    <time className={`age ${age.freshness}`} dateTime={age.measuredAt}>
      {age.freshness === "stale" ? format.moment(at, clock.nowMs()) : format.age(age.seconds)}
    </time>
  );
}
