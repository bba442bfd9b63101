import { keyed } from "./keyed";

interface Props {
  /** What it is, for those who do not see it. */
  label: string;
  caption?: string;
  columns: readonly string[];
  rows: readonly (readonly (string | number)[])[];
}

/** Numbers under named columns, as they came; it scrolls in itself. */
export function PlainTable({ label, caption, columns, rows }: Props) {
  return (
    <div className="tablebox plaintable" tabIndex={0} role="region" aria-label={label}>
      <table className="data">
        {caption ? <caption>{caption}</caption> : null}
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {keyed(rows, (row) => row.join("|")).map(([key, row]) => (
            <tr key={key}>
              {columns.map((column, i) => (
                <td key={column}>{row[i]}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
