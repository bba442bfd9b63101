import { useMemo } from "react";

import type { SeriesReply } from "../../api/types";
import { useHistory } from "../../charts/history";
import { useSpan, type Span } from "../../charts/span";
import { format, text } from "../../texts";
import type { Mark } from "../events/marks";
import { JOB_OF, lastDoseOf, PAUSE_MS, SMALLEST_ML, useDoses, type Dose } from "./doses";

/** The table of bookings: a line per unit and event, named `<unit>-<event>`. */
const TABLE = "dosing_events";
const t = text.pages.chart.marks;

export const doseWords = (event: string, ml: number): string => (t.doseWords[event] ?? ((volume: string) => t.doseOther(volume, event)))(format.dose(ml));

/** Bookings of one pump as doses: what follows within `pauseMs` belongs together. */
export function groups(times: readonly number[], volumes: readonly (number | null)[], pauseMs = PAUSE_MS): { t: number; ml: number }[] {
  const found: { t: number; ml: number; end: number }[] = [];
  times.forEach((at, k) => {
    const last = found.at(-1);
    const ml = volumes[k] ?? 0;
    if (last && at - last.end <= pauseMs) {
      last.ml += ml;
      last.end = at;
    } else found.push({ t: at, ml, end: at });
  });
  return found.map(({ t: at, ml }) => ({ t: at, ml }));
}

/** Every stored dose. Where points stand for whole stretches of time, each of them is one. */
function storedDoses(reply: SeriesReply | undefined): { unit: string; event: string; t: number; ml: number }[] {
  const pauseMs = (reply?.resolution_s ?? 0) * 1000 > PAUSE_MS ? 0 : PAUSE_MS;
  return (reply?.series ?? []).flatMap((line) => groups(line.t, line.y, pauseMs).map((one) => ({ ...one, unit: line.unit, event: line.name.slice(line.unit.length + 1) })));
}

const DAY: Span = { kind: "follow", preset: "24h", seconds: 86_400 };

/** The last inflow of a unit: as heard, else as stored within the last day. */
export function useLastDose(unit: string, experiment: string): Pick<Dose, "volumeMl" | "endMs" | "event"> | null {
  const live = lastDoseOf(useDoses(), unit, experiment);
  const stored = useHistory({ experiment, table: TABLE, unit, span: DAY, startS: 0 }).data;
  return useMemo(() => {
    if (live) return live;
    const last = storedDoses(stored)
      .filter((dose) => dose.unit === unit && dose.event !== JOB_OF.waste && dose.ml >= SMALLEST_ML)
      .reduce<{ t: number; ml: number; event: string } | null>((newest, dose) => (newest === null || dose.t > newest.t ? dose : newest), null);
    return last && { volumeMl: last.ml, endMs: last.t, event: last.event };
  }, [live, stored, unit]);
}

/** Doses of the window as marks: stored ones by their time, live ones with what was dosed. */
export function useDoseMarks(experiment: string, unit: string | null, startS: number, units: readonly { unit: string; label: string }[]): readonly Mark[] {
  const [span] = useSpan();
  const stored = useHistory({ experiment, table: TABLE, unit, span, startS }).data;
  const doses = useDoses();
  return useMemo(() => {
    const labels = new Map(units.map((one) => [one.unit, one.label]));
    const live = doses.filter((dose) => dose.experiment === experiment && (unit === null || dose.unit === unit) && dose.event !== JOB_OF.waste);
    const firstMs = new Map<string, number>();
    for (const dose of live) firstMs.set(dose.unit, Math.min(firstMs.get(dose.unit) ?? Number.POSITIVE_INFINITY, dose.startMs));
    const known = storedDoses(stored)
      .filter((dose) => labels.has(dose.unit) && dose.event !== JOB_OF.waste && dose.t < (firstMs.get(dose.unit) ?? Number.POSITIVE_INFINITY) - PAUSE_MS)
      .map((dose): Mark => ({ t: dose.t / 1000, kind: "dose", words: t.dosed(labels.get(dose.unit) ?? dose.unit, doseWords(dose.event, dose.ml)) }));
    return [...known, ...live.map((dose): Mark => markOf(dose, labels.get(dose.unit) ?? dose.unit))];
  }, [stored, doses, experiment, unit, units]);
}

const markOf = (dose: Dose, who: string): Mark => ({ t: dose.startMs / 1000, kind: "dose", words: t.dosed(who, doseWords(dose.event, dose.volumeMl)) });
