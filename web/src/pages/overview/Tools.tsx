import { useParam } from "../../app/router";
import { MarkSign } from "../../charts/Lane";
import { useSpan } from "../../charts/span";
import { text } from "../../texts";
import { Button } from "../../ui/Button";
import { Segmented } from "../../ui/Segmented";

const t = text.pages.overview;
const WINDOWS = Object.entries(t.windows) as [keyof typeof t.windows, string][];

const SIGNS = ["dose", "start", "stop", "note", "alarm"] as const;

/** Window and time scale of all charts, and the simulator's truth in a demo. */
export function ChartTools({ isSimulated }: { isSimulated: boolean }) {
  const [span, setSpan] = useSpan();
  const [scale, setScale] = useParam("scale", "elapsed");
  const [truth, setTruth] = useParam("truth");
  return (
    <>
      <div className="tools charttools">
        <Segmented label={t.window} options={WINDOWS} value={span.kind === "follow" ? span.preset : ""} onPick={setSpan} />
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
    </>
  );
}
