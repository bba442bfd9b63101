import type { UnitRow } from "../../api/types";
import { doublingH } from "../../features/jobs/Readings";
import { ageS, truthOf, valueOf } from "../../features/units/model";
import { Bottles } from "../../features/units/Bottles";
import { useVial } from "../../features/units/useVial";
import { vialStateOf } from "../../features/units/vialState";
import { Vial } from "../../features/units/Vial";
import { format, text } from "../../texts";

interface Props {
  row: UnitRow;
  experiment: string;
  hasTruth: boolean;
}

const t = text.pages.unit;
/** The drawing of the vial and, below it, what the books say. */
export function VialCard({ row, experiment, hasTruth }: Props) {
  const vial = useVial(row, experiment, hasTruth);
  const age = ageS(row.pioreactor_unit, valueOf(row, experiment, "od"));
  const truth = hasTruth ? truthOf(row.pioreactor_unit) : null;
  return (
    <section className="card vcard" aria-label={t.vial}>
      <header>
        <h2>{t.vial}</h2>
        <span className={`age${vial.isStale || vial.isOffline ? " stale" : ""}`}>{age === null ? "" : `${format.age(age)} ago`}</span>
      </header>
      <div className="vbox">
        <Vial {...vial} />
      </div>
      <Book row={row} experiment={experiment} maxFillMl={vial.maxFillMl} trueOd={truth?.od600} trueRate={truth?.growth_rate_per_h} />
      <Bottles row={row} />
    </section>
  );
}

const share = (value: number | null): string => (value === null ? format.NONE : `${format.fixed(value * 100, 1)}${format.THIN}%`);

interface BookProps {
  row: UnitRow;
  experiment: string;
  maxFillMl: number | null;
  trueOd: number | undefined;
  trueRate: number | undefined;
}

function Book({ row, experiment, maxFillMl, trueOd, trueRate }: BookProps) {
  const books = vialStateOf(row, experiment);
  const room = maxFillMl === null || books.volumeMl === null ? null : maxFillMl - books.volumeMl;
  const hours = doublingH(valueOf(row, experiment, "growth_rate")?.value);
  const mediaIn = books.mediaInMl === null ? null : books.mediaInMl + (books.altInMl ?? 0);
  const entries: [string, string, boolean?][] = [
    [t.book.mediaIn, format.volume(mediaIn)],
    [t.book.wasteOut, format.volume(books.wasteOutMl)],
    [t.book.altShare, share(books.altShare)],
    [t.book.headroom, maxFillMl === null ? t.book.noModel : room !== null && room < 0 ? t.book.over(format.volume(-room)) : format.volume(room), room !== null && room < 0],
    ...(books.volumeMl === null ? ([[t.book.doubling, hours === null ? format.NONE : format.duration(hours * 3600)]] as [string, string][]) : []),
    ...(trueOd === undefined ? [] : ([[t.book.trueOd, format.od(trueOd)]] as [string, string][])),
    ...(trueRate === undefined ? [] : ([[t.book.trueRate, `${format.rate(trueRate)} 1/h`]] as [string, string][])),
  ];
  return (
    <dl className="book" data-book>
      {entries.map(([name, value, isBad]) => (
        <div key={name} className={isBad ? "bad" : undefined}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
