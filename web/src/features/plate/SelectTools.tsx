import { text } from "../../texts";
import { Button } from "../../ui/Button";
import type { UnitAlarm } from "../alarms/alarmModel";
import { runningJobs } from "../units/model";
import { useStates } from "../units/useUnit";
import type { Place } from "./usePlaces";

interface Props {
  places: readonly Place[];
  alarms: ReadonlyMap<string, UnitAlarm>;
  onSelect: (units: ReadonlySet<string>) => void;
}

const t = text.plate.select;

/** Selects the units that have something in common. */
export function SelectTools({ places, alarms, onSelect }: Props) {
  useStates();
  const unitsOf = (some: readonly Place[]): Set<string> => new Set(some.map(({ row }) => row.pioreactor_unit));
  const loud = unitsOf(places.filter(({ row }) => alarms.has(row.pioreactor_unit)));
  const still = unitsOf(places.filter(({ row, experiment }) => runningJobs(row, experiment.experiment).length === 0));
  return (
    <div className="selecttools" role="toolbar" aria-label={t.tools}>
      <Button size="sm" onClick={() => onSelect(unitsOf(places))}>
        {t.all}
      </Button>
      <Button size="sm" whyNot={loud.size === 0 ? t.alarmNone : null} onClick={() => onSelect(loud)}>
        {t.alarm}
      </Button>
      <Button size="sm" title={t.stillTip} whyNot={still.size === 0 ? t.stillNone : null} onClick={() => onSelect(still)}>
        {t.still}
      </Button>
      <Button size="sm" onClick={() => onSelect(new Set())}>
        {t.none}
      </Button>
      <span className="small muted">{t.hint}</span>
    </div>
  );
}
