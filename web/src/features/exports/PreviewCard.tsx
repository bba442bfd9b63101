import type { UseQueryResult } from "@tanstack/react-query";

import { refusal } from "../../api/refusal";
import type { Dataset, Preview } from "../../api/types";
import { exporting as t } from "../../texts/exporting";
import { Refused } from "../../ui/Refused";

interface Props {
  datasets: readonly Dataset[];
  shown: string;
  onShow: (dataset: string) => void;
  preview: UseQueryResult<Preview>;
  /** So many rows were asked for. */
  count: number;
}

/** The first rows of one of the chosen datasets, with the units of its columns. */
export function PreviewCard({ datasets, shown, onShow, preview, count }: Props) {
  const dataset = datasets.find((one) => one.dataset_name === shown);
  return (
    <section className="card preview" aria-label={t.preview.title} data-preview={shown}>
      <header>
        <h2>{t.preview.title}</h2>
        {datasets.length > 0 ? (
          <select className="btn" aria-label={t.preview.dataset} value={shown} onChange={(e) => onShow(e.target.value)}>
            {datasets.map((one) => (
              <option key={one.dataset_name} value={one.dataset_name}>
                {one.display_name}
              </option>
            ))}
          </select>
        ) : null}
      </header>
      <div className="body">
        {dataset ? <Shown dataset={dataset} preview={preview} count={count} /> : <p className="muted">{t.preview.nothing}</p>}
      </div>
    </section>
  );
}

function Shown({ dataset, preview, count }: { dataset: Dataset; preview: UseQueryResult<Preview>; count: number }) {
  if (preview.isError) return <Refused failure={refusal(preview.error)} />;
  if (!preview.data) return <span className="skeleton" style={{ height: 200 }} />;
  const { columns, rows, column_units } = preview.data;
  const isNumber = (place: number): boolean => rows.some((row) => typeof row[place] === "number");
  if (rows.length === 0) return <p className="muted">{t.preview.none}</p>;
  return (
    <>
      <p className="small muted">
        {rows.length < count ? t.preview.every(rows.length) : t.preview.first(rows.length)} {t.preview.more}
      </p>
      <div className="tablebox" tabIndex={0} role="region" aria-label={t.preview.caption(dataset.display_name)}>
        <table className="data">
          <caption className="sr">{t.preview.caption(dataset.display_name)}</caption>
          <thead>
            <tr>
              {columns.map((name, place) => (
                <th key={name} scope="col" className={isNumber(place) ? "n" : undefined} title={dataset.column_descriptions[name]}>
                  {name}
                  {column_units[name] ? <span className="unit">{column_units[name]}</span> : null}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, i) => (
              // Rows have no names of their own, and never move.
              // oxlint-disable-next-line react/no-array-index-key
              <tr key={i}>
                {row.map((cell, j) => (
                  <td key={columns[j]} className={typeof cell === "number" ? "n" : undefined}>
                    {cell === null ? "" : String(cell)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
