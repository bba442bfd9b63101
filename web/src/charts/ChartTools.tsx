import { lazy, Suspense, useState } from "react";

import { useParam } from "../app/router";
import { text } from "../texts";
import { Button } from "../ui/Button";
import { Segmented } from "../ui/Segmented";
import { MarkSign } from "./Lane";
import { useSpan } from "./span";

const WindowDialog = lazy(() => import("./WindowDialog").then((m) => ({ default: m.WindowDialog })));

const t = text.pages.overview;
const WINDOWS = [...Object.entries(t.windows), ["custom", t.custom]] as [keyof typeof t.windows | "custom", string][];

const SIGNS = ["dose", "start", "stop", "note", "alarm"] as const;

/** Window and time scale of all charts of a page, and the simulator's truth in a demo. */
export function ChartTools({ startS, isSimulated }: { startS: number; isSimulated: boolean }) {
  const [span, setSpan] = useSpan();
  const [scale, setScale] = useParam("scale", "elapsed");
  const [truth, setTruth] = useParam("truth");
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <div className="tools charttools">
        <Segmented label={t.window} options={WINDOWS} value={span.kind === "follow" ? span.preset : "custom"} onPick={(next) => (next === "custom" ? setOpen(true) : setSpan(next))} />
        <Segmented
          label={t.scale}
          options={[
            ["elapsed", t.elapsed],
            ["clock", t.clock],
          ]}
          value={scale}
          onPick={setScale}
        />
        {isSimulated ? (
          <Button kind="quiet" icon="eye" aria-pressed={truth === "on"} title={t.truthTip} onClick={() => setTruth(truth === "on" ? "" : "on")}>
            {t.truth}
          </Button>
        ) : null}
        <span className="grow" />
        <span className="marklegend" role="group" aria-label={t.marks}>
          {SIGNS.map((kind) => (
            <span key={kind}>
              <MarkSign kind={kind} />
              {text.pages.chart.marks.legend[kind]}
            </span>
          ))}
        </span>
      </div>
      {isSimulated && truth === "on" ? <p className="truthnote">{t.truthTip}</p> : null}
      <Suspense fallback={null}>{isOpen ? <WindowDialog span={span} startS={startS} scale={scale === "clock" ? "clock" : "elapsed"} onSpan={setSpan} onClose={() => setOpen(false)} /> : null}</Suspense>
    </>
  );
}
