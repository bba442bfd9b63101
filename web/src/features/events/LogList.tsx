import { Fragment } from "react";

import type { LogRow } from "../../api/types";
import { NOTE, type FoldedRow } from "./liveLogs";
import { clock } from "../../live";
import { format, text } from "../../texts";
import { Icon, type IconName } from "../../ui/Icon";

const ICONS: Record<string, IconName> = { warning: "alarm", error: "alarm", critical: "alarm", notice: "info", info: "dash", debug: "dash" };

interface Props {
  rows: readonly (LogRow | FoldedRow)[];
  labelOf: (unit: string) => string;
  /** Leave the unit out where the page is about one unit. */
  isOneUnit?: boolean;
  hasDays?: boolean;
  className?: string;
}

/** Log lines with level by shape and word; seconds and source in the tooltip. */
export function LogList({ rows, labelOf, isOneUnit = false, hasDays = false, className = "" }: Props) {
  const now = clock.nowMs();
  return (
    <ul className={`log ${className}`}>
      {rows.map((row, i) => {
        const at = Date.parse(row.timestamp);
        const level = row.level.toLowerCase();
        const previous = rows[i - 1];
        const isNewDay = hasDays && (!previous || new Date(Date.parse(previous.timestamp)).toDateString() !== new Date(at).toDateString());
        return (
          <Fragment key={"count" in row ? `${row.pioreactor_unit}${row.task}${row.message}` : `${row.timestamp}${row.pioreactor_unit}${row.task}${row.message}`}>
            {isNewDay ? <li className="day">{format.day(at, now)}</li> : null}
            <li className={row.task === NOTE ? "note" : level}>
              <time dateTime={row.timestamp} title={`${format.exact(at)}, ${row.pioreactor_unit}`}>
                {format.clock(at)}
              </time>
              <span>
                <Icon name={row.task === NOTE ? "flag" : (ICONS[level] ?? "dash")} />
                <span className="sr">{text.pages.events.levels[level.toUpperCase()] ?? row.level}: </span>
              </span>
              <span>
                {isOneUnit ? null : <b>{labelOf(row.pioreactor_unit)} </b>}
                {text.actions.automations.logLine(row.message)} <span className="who">{text.actions.jobName(row.task ?? "")}</span>
                {"count" in row && row.count > 1 ? <span className="who nowrap">, {text.pages.events.times(row.count)}</span> : null}
              </span>
            </li>
          </Fragment>
        );
      })}
    </ul>
  );
}
