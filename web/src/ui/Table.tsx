import type { ReactNode } from "react";

import { Icon } from "./Icon";
import { compareKeys, sortOf, type SortKey } from "./tableSort";

export interface Column<Row> {
  key: string;
  title: string;
  cell: (row: Row) => ReactNode;
  /** What the column is sorted by; a column without it cannot be sorted. */
  sortBy?: (row: Row) => SortKey;
  /** More about the cell, for whoever points at it. */
  hint?: (row: Row) => string | undefined;
  isNumber?: boolean;
  /** Its words stay on one line. */
  isShort?: boolean;
  /** On a phone it takes the whole width of the card. */
  isWide?: boolean;
  /** The cell explains itself: its name is only for those who do not see it, and is not repeated on a phone. */
  isUnnamed?: boolean;
}

interface Props<Row> {
  /** What it is called in tests and styles. */
  name: string;
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  /** What stands here while there is no row: what will appear, and what it needs. */
  empty?: ReactNode;
  /** Marks of a row for tests and styles. */
  marks?: (row: Row) => Readonly<Record<`data-${string}`, string> & { className?: string }>;
  /** Key of the column by which the rows are sorted, after a minus the other way round; '' keeps their order. */
  sort?: string;
  onSort?: (sort: string) => void;
  /** What a press on a heading does, in words. */
  sortWords?: (column: string) => string;
  className?: string;
}

/** Rows under named columns, the first of which names the row. On a phone each row is a card whose cells name their column. */
export function Table<Row>({ name, caption, columns, rows, keyOf, empty, marks, sort = "", onSort, sortWords, className = "" }: Props<Row>) {
  if (rows.length === 0) return empty ? <div className="card tableempty" data-table={name}>{empty}</div> : null;
  const { by, isDown } = sortOf(sort);
  const key = columns.find((column) => column.key === by)?.sortBy;
  const sorted = key ? rows.toSorted((p, q) => compareKeys(key(p), key(q)) * (isDown ? -1 : 1)) : rows;
  return (
    <div className={`card tablebox rows ${className}`} tabIndex={0} role="region" aria-label={caption} data-table={name}>
      <table className="data">
        <caption className="sr">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <Heading key={column.key} column={column} direction={by === column.key ? (isDown ? "descending" : "ascending") : "none"} onSort={onSort} sortWords={sortWords} />
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted.map((row) => (
            <tr key={keyOf(row)} {...marks?.(row)}>
              {columns.map((column, i) => (
                <Cell key={column.key} column={column} row={row} isName={i === 0} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface HeadingProps<Row> {
  column: Column<Row>;
  direction: "ascending" | "descending" | "none";
  onSort: ((sort: string) => void) | undefined;
  sortWords: ((column: string) => string) | undefined;
}

function Heading<Row>({ column, direction, onSort, sortWords }: HeadingProps<Row>) {
  const look = column.isNumber ? { className: "n" } : {};
  if (!onSort || !column.sortBy)
    return (
      <th scope="col" {...look}>
        {column.isUnnamed ? <span className="sr">{column.title}</span> : column.title}
      </th>
    );
  return (
    <th scope="col" {...look} aria-sort={direction}>
      <button type="button" title={sortWords?.(column.title)} onClick={() => onSort(direction === "ascending" ? `-${column.key}` : column.key)}>
        {column.title}
        {direction === "none" ? null : <Icon name={direction === "descending" ? "chev" : "up"} small />}
      </button>
    </th>
  );
}

function Cell<Row>({ column, row, isName }: { column: Column<Row>; row: Row; isName: boolean }) {
  const classes = [column.isNumber ? "n" : "", column.isShort ? "nowrap" : "", column.isWide ? "wide" : "", column.isUnnamed && !isName ? "acts" : ""].filter(Boolean).join(" ");
  const shared = { title: column.hint?.(row), ...(classes ? { className: classes } : {}) };
  if (isName)
    return (
      <th scope="row" {...shared}>
        {column.cell(row)}
      </th>
    );
  return (
    <td {...shared} data-column={column.key} {...(column.isUnnamed ? {} : { "data-name": column.title })}>
      {column.cell(row)}
    </td>
  );
}
