import { useEffect, useRef, useState } from "react";

import { refusal, type Failure } from "../../api/refusal";
import type { WorkNow } from "../../api/types";
import { XYChart } from "../../charts/XYChart";
import { clock, useTick } from "../../live";
import { calibrating } from "../../texts/calibrating";
import { Button } from "../../ui/Button";
import { Refused } from "../../ui/Refused";

const t = calibrating.work;

interface Props {
  unit: string;
  device: string;
  title: string;
  /** Null until the unit has told of it. */
  work: WorkNow | null;
  onStop: () => Promise<unknown>;
}

/** What the hardware does for the step, how far it is, what it has measured so far, and the way to stop it. */
export function WorkCard({ unit, device, title, work, onStop }: Props) {
  const now = useTick();
  const [askedAt] = useState(now);
  const [isStopping, setStopping] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const button = useRef<HTMLDivElement>(null);
  useEffect(() => button.current?.querySelector("button")?.focus(), []);
  const seconds = work ? Math.max(0, (clock.nowMs(unit) - Date.parse(work.began_at)) / 1000) : (now - askedAt) / 1000;
  const share = work?.share ?? 0;
  const press = (): void => {
    if (isStopping) return;
    setStopping(true);
    setFailure(null);
    // The card goes when the work has ended; while it is still there, it can be pressed again.
    onStop()
      .catch((error: unknown) => setFailure(refusal(error)))
      .finally(() => setStopping(false));
  };
  return (
    <section className="card step" aria-label={t.title} data-work>
      <div className="body">
        <h2>{title}</h2>
        <div className="upmeter" role="progressbar" aria-label={t.progress} aria-valuenow={Math.round(100 * share)} aria-valuemin={0} aria-valuemax={100}>
          <i style={{ width: `${100 * share}%` }} />
        </div>
        <p className="t2">{share > 0 ? t.done(share, seconds) : t.begins(seconds)}</p>
        {work && work.points.length > 0 ? (
          <XYChart xLabel={t.axes[device]?.[0] ?? ""} yLabel={t.axes[device]?.[1] ?? t.live} sentence={t.live} series={[{ id: "live", label: t.live, slot: 2, isLine: false, points: work.points.map(([x, y]) => ({ x, y })) }]} height={220} />
        ) : null}
        <Refused failure={failure} />
        <div className="stepacts" ref={button}>
          <Button kind="danger solid" icon={isStopping ? "init" : "stop"} spin={isStopping} needs="operator" onClick={press}>
            {isStopping ? t.stopping : t.stop}
          </Button>
        </div>
      </div>
    </section>
  );
}
