import { config as t } from "../../texts/config";
import { diffRows, type DiffRow } from "./diff";

const MARK: Record<DiffRow["kind"], string> = { same: " ", gone: "−", new: "+", skip: "…" };

/** Two texts compared line by line. Sign and ground tell what was added and removed, never colour alone. */
export function Diff({ before, after, none }: { before: string; after: string; none: string }) {
  const rows = diffRows(before, after);
  if (rows.length === 0) return <p className="muted">{none}</p>;
  return (
    <div className="diff" tabIndex={0} role="region" aria-label={t.diffName}>
      {rows.map((row, i) => (
        // oxlint-disable-next-line react/no-array-index-key -- a line is known by its place alone
        <div key={i} className={row.kind}>
          <span className="no">{row.kind === "skip" ? "" : (row.after ?? row.before)}</span>
          <span className="mark" aria-hidden="true">
            {MARK[row.kind]}
          </span>
          <span className="line">
            {row.kind === "gone" || row.kind === "new" ? <span className="sr">{row.kind === "gone" ? t.removed : t.added} </span> : null}
            {row.kind === "skip" ? <span className="sr">{t.same}</span> : row.text}
          </span>
        </div>
      ))}
    </div>
  );
}
