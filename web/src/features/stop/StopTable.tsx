import { format, text } from "../../texts";
import { Icon, type IconName } from "../../ui/Icon";
import { COLUMNS, type Cell, type UnitStop } from "./matrix";

const t = text.actions.stopAll;

/** Units by outputs: what became of each. On a phone units that are all off are one line. */
export function StopTable({ matrix, label }: { matrix: readonly UnitStop[]; label: (unit: string) => string }) {
  const hasSeveral = new Set(matrix.map((unit) => unit.experiment)).size > 1;
  return (
    <div className="tablebox">
      <table className="data mx">
        <thead>
          <tr>
            <th scope="col">{t.unit}</th>
            {COLUMNS.map((column) => (
              <th key={column} scope="col">
                {t.outputs[column]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {matrix.map((unit) => (
            <tr key={`${unit.experiment}/${unit.unit}`} data-stop={unit.state} className={unit.state === "off" || unit.state === "idle" ? "allok" : ""}>
              <th scope="row">
                {label(unit.unit)} {label(unit.unit) === unit.unit ? null : <span className="small muted">{unit.unit}</span>}
                {hasSeveral ? <span className="small muted"> {unit.experiment}</span> : null}
              </th>
              {COLUMNS.map((column) => (
                <td key={column} data-name={t.outputs[column]} className={unit.cells[column].state === "idle" ? "na" : ""} data-output={column} data-state={unit.cells[column].state}>
                  <OneCell cell={unit.cells[column]} />
                </td>
              ))}
              <td className="allsum">
                <span className="cell ok">
                  <Icon name="check" small />
                  {t.allOff}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const LOOK: Record<Cell["state"], [string, IconName]> = { idle: ["na", "dash"], off: ["ok", "check"], waiting: ["", "init"], no_answer: ["wait", "off"], still: ["bad", "alarm"] };

function OneCell({ cell }: { cell: Cell }) {
  const [look, icon] = LOOK[cell.state];
  return (
    <span className={`cell ${look}`} title={cell.words ?? undefined}>
      <Icon name={icon} small spin={cell.state === "waiting"} />
      <span>
        {t.cell[cell.state]} {cell.state === "off" && cell.tookS !== null ? <small>{format.duration(cell.tookS)}</small> : null}
        {cell.state === "still" && cell.words ? <small>{cell.words}</small> : null}
      </span>
    </span>
  );
}
