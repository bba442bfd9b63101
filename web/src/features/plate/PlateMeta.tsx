import { text } from "../../texts";
import { summaryOf } from "../units/model";
import { useStates } from "../units/useUnit";
import type { Arrangement } from "./places";
import type { Reading } from "./reading";
import { ageOf } from "./readings";
import type { Place } from "./usePlaces";

interface Props {
  places: readonly Place[];
  reading: Reading;
  arrangement: Arrangement;
  layout: string | null;
}

const t = text.plate.meta;

/** How many units in how many experiments, how they are laid out, and how old the values are. */
export function PlateMeta({ places, reading, arrangement, layout }: Props) {
  useStates();
  const experiments = new Set(places.map(({ experiment }) => experiment.experiment)).size;
  const ages = places.map(({ row, experiment }) => {
    const age = ageOf(row, experiment.experiment, reading);
    const isOfNow = !summaryOf(row, experiment.experiment).isStale && (age.freshness === "live" || age.freshness === "late");
    return isOfNow ? age.seconds : null;
  });
  const fresh = ages.filter((seconds) => seconds !== null);
  const others = ages.length - fresh.length;
  const oldest = Math.max(0, ...fresh);
  return (
    <div className="meta">
      <span>{t.units(places.length, experiments)}</span>
      <span>{t.layout(layout, Math.ceil(arrangement.places.length / arrangement.columns), arrangement.columns)}</span>
      {reading === "volume" ? null : <span>{fresh.length === 0 ? t.none(others) : others === 0 ? t.allOf(oldest) : t.except(oldest, others)}</span>}
    </div>
  );
}
