import { useState } from "react";

import { clock } from "../live";
import { format, text } from "../texts";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { Field } from "../ui/Field";
import { momentLabel, type TimeScale } from "./axes";
import { momentText, parseMoment } from "./moments";
import { endsOf, fixedText, SHORTEST_S, type Span } from "./span";

interface Props {
  span: Span;
  startS: number;
  scale: TimeScale;
  /** Where the data end, seconds of the axis; without it, now. */
  endS?: number;
  onSpan: (text: string) => void;
  onClose: () => void;
}

const t = text.charts.window;
const OTHER: Record<TimeScale, TimeScale> = { elapsed: "clock", clock: "elapsed" };

/** A window by its two ends, typed in the scale that the charts show; the other scale says what was understood. */
export function WindowDialog({ span, startS, scale, endS, onSpan, onClose }: Props) {
  // The end of the data stays where it was when the dialog was opened.
  const [nowS] = useState(() => endS ?? clock.nowMs() / 1000);
  const [first] = useState(() => endsOf(span, startS, nowS));
  const [from, setFrom] = useState(momentText(first[0], scale, startS));
  const [to, setTo] = useState(span.kind === "fixed" ? momentText(first[1], scale, startS) : "");
  const [isTold, setTold] = useState(false);
  const [a, b] = [parseMoment(from, scale, startS, nowS), parseMoment(to, scale, startS, nowS)];
  const isOrdered = a !== null && b !== null && b - a >= SHORTEST_S;
  // An axis that ends elsewhere than now has no clock.
  const said = (moment: number | null): string => (moment === null || endS !== undefined ? "" : ` ${t.understood(scale === "elapsed" ? format.moment(moment * 1000, nowS * 1000) : momentLabel(moment, OTHER[scale], startS))}`);
  const go = (event: React.FormEvent): void => {
    event.preventDefault();
    setTold(true);
    if (a === null || b === null || !isOrdered) return;
    onSpan(fixedText(a, b));
    onClose();
  };
  return (
    <Dialog
      title={t.title}
      lead={endS === undefined ? t.lead[scale] : t.lead.zero}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{text.frame.cancel}</Button>
          <Button kind="primary" type="submit" form="window">
            {t.go}
          </Button>
        </>
      }
    >
      <form id="window" className="windowform" onSubmit={go} noValidate>
        <Field label={t.from} value={from} autoComplete="off" data-first onChange={(e) => setFrom(e.target.value)} hint={`${t.hint[scale]}.${said(a)}`} problem={a === null ? t.bad[scale] : null} />
        <Field
          label={t.to}
          value={to}
          autoComplete="off"
          onChange={(e) => setTo(e.target.value)}
          hint={`${t.hint[scale]}${t.toHint}.${said(b)}`}
          problem={b === null ? t.bad[scale] : isTold && a !== null && !isOrdered ? t.order : null}
        />
      </form>
    </Dialog>
  );
}
