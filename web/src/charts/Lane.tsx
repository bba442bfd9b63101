import type { Mark } from "../features/events/marks";
import { text } from "../texts";
import { DIRECT_FROM_PX, LABEL_ROOM, Y_ROOM } from "./room";

interface Props {
  marks: readonly Mark[];
  ends: readonly [number, number];
  /** Of the plot below, px. */
  width: number;
}

/** Shape carries the kind. */
const SHAPES: Record<Mark["kind"], string> = {
  note: "M2 9.5V1h7L7 3.250 9 5.500H3.200V9.500z",
  alarm: "M5 .8 9.800 9.200H.2z",
  start: "M2.500 1.500v7L8.500 5z",
  stop: "M2.200 2.200h5.600v5.600H2.200z",
};

export function MarkSign({ kind }: { kind: Mark["kind"] }) {
  return (
    <svg className={`marksign ${kind}`} viewBox="0 0 10 10" aria-hidden="true">
      <path d={SHAPES[kind]} />
    </svg>
  );
}

export const rightRoom = (width: number): number => (width >= DIRECT_FROM_PX ? LABEL_ROOM : 12);

interface Placed {
  kind: Mark["kind"];
  x: number;
  words: string[];
}

/** Signs closer than this are one sign. */
const NEAR_PX = 8;

function placed({ marks, ends, width }: Props): Placed[] {
  const room = width - Y_ROOM - rightRoom(width);
  const found: Placed[] = [];
  for (const mark of marks) {
    const x = ((mark.t - ends[0]) / (ends[1] - ends[0])) * room;
    if (!(x >= 0 && x <= room)) continue;
    const same = found.find((one) => one.kind === mark.kind && Math.abs(one.x - x) < NEAR_PX);
    if (same) same.words.push(mark.words);
    else found.push({ kind: mark.kind, x, words: [mark.words] });
  }
  return found;
}

/** 15 px strip above the first chart: starts, stops, notes and errors at their time. The events say the same in words. */
export function Lane(props: Props) {
  const signs = placed(props);
  const count = (kind: Mark["kind"]): number => signs.filter((one) => one.kind === kind).reduce((n, one) => n + one.words.length, 0);
  const label = text.pages.chart.marks.label(count("start"), count("stop"), count("note"), count("alarm"));
  return (
    <div className="lane" role="img" aria-label={label} style={{ marginLeft: Y_ROOM, marginRight: rightRoom(props.width) }}>
      {signs.map((one) => (
        <span key={`${one.kind}${one.words.at(-1)}`} className="mark" style={{ left: one.x }} title={one.words.join("\n")} data-mark={one.kind}>
          <MarkSign kind={one.kind} />
        </span>
      ))}
    </div>
  );
}
