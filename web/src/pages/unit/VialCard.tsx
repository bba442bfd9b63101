import type { UnitRow } from "../../api/types";
import { doublingH } from "../../features/jobs/Readings";
import { ageS, freshnessOf, isRunning, jobState, odIntervalS, setting, shadeOf, summaryOf, truthOf, valueOf } from "../../features/units/model";
import { useQuantity, useSetting, useStates, useTruth } from "../../features/units/useUnit";
import { Vial } from "../../features/units/Vial";
import { format, text } from "../../texts";

interface Props {
  row: UnitRow;
  experiment: string;
  hasTruth: boolean;
}

const t = text.pages.unit;

/** The drawing of the vial and, below it, what else is known. */
export function VialCard({ row, experiment, hasTruth }: Props) {
  const unit = row.pioreactor_unit;
  useStates();
  useQuantity(unit, experiment, "od");
  useQuantity(unit, experiment, "rpm");
  useSetting(unit, experiment, "od_reading", "ir_led_intensity");
  useTruth(unit);
  const truth = hasTruth ? truthOf(unit) : null;
  const od = valueOf(row, experiment, "od");
  const isReading = isRunning(jobState(row, experiment, "od_reading"));
  const isStirring = isRunning(jobState(row, experiment, "stirring"));
  const rpm = isStirring ? (valueOf(row, experiment, "rpm")?.value ?? null) : null;
  const irLed = isReading ? setting(row, experiment, "od_reading", "ir_led_intensity") : null;
  const summary = summaryOf(row, experiment);
  const isStale = summary.isStale || (isReading && freshnessOf(row, experiment, "od", od) === "stale");
  const age = ageS(unit, od);
  return (
    <section className="card vcard" aria-label={t.vial}>
      <header>
        <h2>{t.vial}</h2>
        <span className={`age${isStale ? " stale" : ""}`}>{age === null ? "" : `${format.age(age)} ago`}</span>
      </header>
      <div className="vbox">
        <Vial
          unit={unit}
          shade={shadeOf(row, experiment, truth)}
          odText={od ? format.od(od.value) : null}
          rpm={rpm}
          irLedPercent={irLed}
          angles={od?.angle ? [od.angle] : []}
          volumeMl={truth?.volume_ml ?? null}
          isStale={isStale && !summary.isOffline}
          isOffline={summary.isOffline}
        />
      </div>
      <Book row={row} experiment={experiment} trueOd={truth?.od600} trueRate={truth?.growth_rate_per_h} />
    </section>
  );
}

function Book({ row, experiment, trueOd, trueRate }: { row: UnitRow; experiment: string; trueOd: number | undefined; trueRate: number | undefined }) {
  const duty = setting(row, experiment, "stirring", "duty_cycle");
  const isStirring = isRunning(jobState(row, experiment, "stirring"));
  const hours = doublingH(valueOf(row, experiment, "growth_rate")?.value);
  const entries: [string, string][] = [
    [t.book.interval, `${odIntervalS(row, experiment)} s`],
    [t.book.stirrer, isStirring && duty !== null ? `${format.percent(duty)} %` : format.NONE],
    [t.book.doubling, hours === null ? format.NONE : format.duration(hours * 3600)],
    ...(trueOd === undefined ? [] : ([[t.book.trueOd, format.od(trueOd)]] as [string, string][])),
    ...(trueRate === undefined ? [] : ([[t.book.trueRate, `${format.rate(trueRate)} 1/h`]] as [string, string][])),
  ];
  return (
    <dl className="book">
      {entries.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
