import { useState, type ClipboardEvent, type ReactNode } from "react";

import { text } from "../../texts";
import { Icon } from "../../ui/Icon";
import type { Setting } from "../jobs/catalogue";
import { isTable, spread, type Cells } from "./pasted";

/** A unit in the table of a bulk action. */
export interface Candidate {
  unit: string;
  label: string;
  /** Why it cannot take part; null where it can. */
  reason: string | null;
  /** What will happen there, or stands there now. */
  note: ReactNode;
  /** What is wrong with its values. */
  problem: string | null;
}

interface Props {
  rows: readonly Candidate[];
  /** Fields that have a value of their own for each unit. */
  fields: readonly Setting[];
  /** What holds where a cell is empty. */
  common: Readonly<Record<string, string>>;
  cells: Cells;
  onCells: (cells: Cells) => void;
  /** Units that somebody has taken out. */
  out: ReadonlySet<string>;
  onOut: (out: ReadonlySet<string>) => void;
  noteTitle: string;
  isTried: boolean;
}

const t = text.bulk;

/** The units of a bulk action: who takes part, with which values, and why others cannot. */
export function UnitValues({ rows, fields, common, cells, onCells, out, onOut, noteTitle, isTried }: Props) {
  const [said, setSaid] = useState("");
  const able = rows.filter((row) => row.reason === null);
  const set = (unit: string, field: string, value: string): void => onCells({ ...cells, [unit]: { ...cells[unit], [field]: value } });
  const onPaste = (event: ClipboardEvent, unit: string, field: string): void => {
    const pasted = event.clipboardData.getData("text/plain");
    if (!isTable(pasted)) return;
    event.preventDefault();
    const found = spread(cells, able, fields.map((one) => one.key), { unit, field }, pasted);
    onCells(found.cells);
    setSaid(t.pasted(found.used, found.left));
  };
  return (
    <>
      <div className="tablebox bulktable" tabIndex={0} role="region" aria-label={t.bar}>
        <table className="data">
          <thead>
            <tr>
              <th scope="col">{t.unit}</th>
              {fields.map((field) => (
                <th key={field.key} scope="col">
                  {field.label} {field.unit ? <span className="muted">{field.unit}</span> : null}
                </th>
              ))}
              <th scope="col">{noteTitle}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => {
              const isIn = row.reason === null && !out.has(row.unit);
              const problem = isTried && isIn ? row.problem : null;
              return (
                <tr key={row.unit} data-bulk-unit={row.unit} className={isIn ? "" : "left"}>
                  <th scope="row">
                    <label>
                      <input
                        type="checkbox"
                        className="chk"
                        aria-label={t.take(row.label)}
                        checked={isIn}
                        disabled={row.reason !== null}
                        onChange={(event) => onOut(event.target.checked ? new Set([...out].filter((unit) => unit !== row.unit)) : new Set([...out, row.unit]))}
                      />
                      {row.label}
                    </label>
                  </th>
                  {fields.map((field) => (
                    <td key={field.key}>
                      <span className={`input${problem ? " bad" : ""}`}>
                        <input
                          aria-label={t.cell(field.label, row.label)}
                          inputMode={field.type === "numeric" ? "decimal" : "text"}
                          autoComplete="off"
                          disabled={!isIn}
                          placeholder={common[field.key] || text.actions.startSheet.configured}
                          aria-invalid={problem !== null}
                          value={cells[row.unit]?.[field.key] ?? ""}
                          onChange={(event) => set(row.unit, field.key, event.target.value)}
                          onPaste={(event) => onPaste(event, row.unit, field.key)}
                        />
                      </span>
                    </td>
                  ))}
                  <td>
                    {problem ? (
                      <span className="wrong">
                        <Icon name="alarm" small />
                        {problem}
                      </span>
                    ) : (
                      <span className={row.reason === null ? "" : "muted"}>{row.reason ?? row.note}</span>
                    )}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <p className="small muted" role="status">
        {said}
      </p>
    </>
  );
}

/** Units that take part. */
export const taken = (rows: readonly Candidate[], out: ReadonlySet<string>): Candidate[] => rows.filter((row) => row.reason === null && !out.has(row.unit));
