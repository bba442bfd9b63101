import type { Mark } from "../features/events/marks";
import { text } from "../texts";
import { rightRoom, Y_ROOM } from "./room";

interface Props {
  marks: readonly Mark[];
  ends: readonly [number, number];
  /** Of the plot below, px. */
  width: number;
}

/** Shape carries the kind. */
const SHAPES: Record<Mark["kind"], string> = {
  dose: "M4.300 1h1.400v8H4.300z",
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
    if (mark.kind === "dose") continue;
    const x = ((mark.t - ends[0]) / (ends[1] - ends[0])) * room;
    if (!(x >= 0 && x <= room)) continue;
    const same = found.find((one) => one.kind === mark.kind && Math.abs(one.x - x) < NEAR_PX);
    if (same) same.words.push(mark.words);
    else found.push({ kind: mark.kind, x, words: [mark.words] });
  }
  return found;
}

/** Ticks per pixel pair from which single ones can no longer be told apart. */
const DENSEST = 3;

/** Doses as short ticks; where they are closer than 2 px they become a strip that is the darker the denser they are. */
function DoseTicks({ marks, ends, width }: Props) {
  const room = width - Y_ROOM - rightRoom(width);
  const bins = new Map<number, number>();
  for (const mark of marks) {
    if (mark.kind !== "dose") continue;
    const x = ((mark.t - ends[0]) / (ends[1] - ends[0])) * room;
    if (x >= 0 && x <= room) bins.set(Math.round(x / 2), (bins.get(Math.round(x / 2)) ?? 0) + 1);
  }
  if (bins.size === 0 || room <= 0) return null;
  return (
    <svg className="doses" viewBox={`0 0 ${room} 15`} width={room} height="15" aria-hidden="true" data-doses={bins.size}>
      {[...bins].map(([bin, n]) => {
        const isCrowded = bins.has(bin - 1) || bins.has(bin + 1);
        return <rect key={bin} x={bin * 2 - (isCrowded ? 1 : 0.7)} y="3.500" width={isCrowded ? 2 : 1.4} height="8" opacity={isCrowded ? Math.min(1, 0.4 + (0.6 * n) / DENSEST) : 1} />;
      })}
    </svg>
  );
}

/** 15 px strip above the first chart: starts, stops, notes and errors at their time. The events say the same in words. */
export function Lane(props: Props) {
  const signs = placed(props);
  const count = (kind: Mark["kind"]): number => signs.filter((one) => one.kind === kind).reduce((n, one) => n + one.words.length, 0);
  const label = text.pages.chart.marks.label(count("start"), count("stop"), count("note"), count("alarm"), props.marks.filter((mark) => mark.kind === "dose" && mark.t >= props.ends[0] && mark.t <= props.ends[1]).length);
  return (
    <div className="lane" role="img" aria-label={label} style={{ marginLeft: Y_ROOM, marginRight: rightRoom(props.width) }}>
      <DoseTicks {...props} />
      {signs.map((one) => (
        <span key={`${one.kind}${one.words.at(-1)}`} className="mark" style={{ left: one.x }} title={one.words.join("\n")} data-mark={one.kind}>
          <MarkSign kind={one.kind} />
        </span>
      ))}
    </div>
  );
}
