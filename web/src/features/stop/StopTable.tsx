import { format, text } from "../../texts";
import { Icon } from "../../ui/Icon";
import { sorted, type StopRow } from "./stopRun";

const t = text.actions.stopAll;

/** What became of each job, unresolved ones first. */
export function StopTable({ rows, label }: { rows: readonly StopRow[]; label: (unit: string) => string }) {
  return (
    <div className="tablebox">
      <table className="data">
        <thead>
          <tr>
            {t.columns.map((word, i) => (
              <th key={word} scope="col" className={i === 3 ? "n" : ""}>
                {word}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted(rows).map((row) => (
            <tr key={`${row.experiment}/${row.unit}/${row.job}`} data-stop={row.state}>
              <td>
                <b>{label(row.unit)}</b>
              </td>
              <td>{text.actions.jobName(row.job)}</td>
              <td>
                <Cell row={row} />
              </td>
              <td className="n nowrap">{row.tookS === null ? format.NONE : format.duration(row.tookS)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ row }: { row: StopRow }) {
  if (row.state === "off")
    return (
      <span className="cell ok">
        <Icon name="check" small />
        {row.words === null ? t.off : t.outcome(row.words)}
      </span>
    );
  if (row.state === "still")
    return (
      <span className="cell bad">
        <Icon name="alarm" small />
        {t.outcome("still running")}
      </span>
    );
  if (row.state === "no_answer")
    return (
      <span className="cell wait">
        <Icon name="off" small />
        {t.noAnswer}
      </span>
    );
  return (
    <span className="cell">
      <Icon name="init" small spin />
      {t.stopping}
    </span>
  );
}
