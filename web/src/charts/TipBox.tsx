import { text } from "../texts";
import { momentLabel, type TimeScale } from "./axes";
import { seriesToken } from "./colours";
import { MarkSign } from "./Lane";
import type { Mark } from "../features/events/marks";
import type { Tip } from "./view";

interface Props {
  tip: Tip;
  marks: readonly Mark[];
  show: (y: number | null) => string;
  scale: TimeScale;
  startS: number;
}

const WIDTH = 178;

/** All values at the cursor, highest first. */
export function TipBox({ tip, marks, show, scale, startS }: Props) {
  const left = tip.left > tip.width * 0.6 ? tip.left - WIDTH : tip.left + 30;
  return (
    <div className="tip" style={{ left: Math.max(4, left) }} role="presentation">
      <b>{momentLabel(tip.t, scale, startS)}</b>
      {tip.rows.map((row) => (
        <div key={row.name}>
          <i className="dot" style={{ "--dot": `var(${seriesToken(row.slot)})` } as React.CSSProperties} />
          <span>{row.name}</span>
          <span>
            {row.y === null ? text.pages.chart.noData : show(row.y)}
            {row.low !== null && row.high !== null ? (
              <span className="lo">
                {" "}
                {show(row.low)} … {show(row.high)}
              </span>
            ) : null}
          </span>
        </div>
      ))}
      {marks.map((mark) => (
        <div key={`${mark.t}${mark.words}`} className="happened">
          <MarkSign kind={mark.kind} />
          <span>{mark.words}</span>
        </div>
      ))}
    </div>
  );
}
