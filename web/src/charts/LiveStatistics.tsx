import { useMemo } from "react";

import type { TimeScale } from "./axes";
import type { FrameProps } from "./ChartFrame";
import { useHistory } from "./history";
import { liveSource } from "./liveSource";
import type { Selection } from "./selection";
import { fixedText, type Span } from "./span";
import { Statistics } from "./Statistics";

/** Fine enough that a stretch of half a day still comes as the readings themselves. */
const FINE = 5000;

interface Props extends FrameProps {
  hidden: ReadonlySet<string>;
  onSpan: (text: string) => void;
  unitText: string;
  selection: Selection;
  scale: TimeScale;
  onClear: () => void;
}

/** The readings of the selection are asked for by themselves: a fit of the points on screen would be one of means. */
export function LiveStatistics({ kind, experiment, unit, units, startS, intervalS, unitText, selection, scale, hidden, onSpan, onClear, isCalibrated }: Props) {
  const span = useMemo((): Span => ({ kind: "fixed", a: selection.a, b: selection.b }), [selection.a, selection.b]);
  const history = useHistory({ experiment, table: kind.table, unit, span, startS, points: FINE });
  const stored = history.data;
  const source = useMemo(() => liveSource({ experiment, table: kind.table, unit, units, stored, intervalS, isStepped: false, hasTruth: false }), [experiment, kind.table, unit, units, stored, intervalS]);
  return (
    <Statistics
      title={kind.title}
      unitText={unitText}
      lines={source.lines().filter((line) => !hidden.has(line.group))}
      selection={selection}
      resolutionS={source.resolutionS}
      canFit={kind.canLog}
      isVolts={kind.unit === null && !isCalibrated}
      show={kind.show}
      scale={scale}
      startS={startS}
      state={history.isError ? "failed" : history.isPending ? "loading" : "ready"}
      onZoom={() => onSpan(fixedText(selection.a, selection.b))}
      onClear={onClear}
    />
  );
}
