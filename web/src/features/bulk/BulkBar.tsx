import { useState } from "react";

import { href, navigate } from "../../app/router";
import { text } from "../../texts";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { linesText, MOST } from "../compare/state";
import type { Place } from "../plate/usePlaces";
import { countOf, forget, isUnderWay, useBulkRun, type BulkRun } from "./bulkRun";
import { RunDialog } from "./RunDialog";
import { SetMany } from "./SetMany";
import { StartMany } from "./StartMany";
import { StopMany } from "./StopMany";

interface Props {
  /** The selected units, in the order of the plate. */
  places: readonly Place[];
  onClear: () => void;
}

const t = text.bulk;

/** The page on which the lines of the selected units lie over each other. */
const comparison = (places: readonly Place[]): string => href("/compare", { lines: linesText(places.slice(0, MOST).map(({ row, experiment }) => ({ experiment: experiment.experiment, unit: row.pioreactor_unit, offsetS: 0 }))) });
type Open = "start" | "set" | "stop" | "run" | null;

/** What can be done with the selected units, and what became of the last thing that was. */
export function BulkBar({ places, onClear }: Props) {
  const run = useBulkRun();
  const [open, setOpen] = useState<Open>(null);
  // A dialog keeps the units with which it was opened, whatever is selected or leaves meanwhile.
  const [about, setAbout] = useState<readonly Place[]>([]);
  const show = (what: Open): void => {
    setAbout(places);
    setOpen(what);
  };
  const close = (): void => setOpen(null);
  const begun = (): void => setOpen("run");
  const isBusy = isUnderWay(run) ? t.busy : null;
  return (
    <>
      {places.length > 0 || run ? (
        <div className="bulk" role="toolbar" aria-label={t.bar}>
          {run ? <Last run={run} onShow={() => setOpen("run")} /> : null}
          {places.length > 0 ? (
            <>
              <b>{t.selected(places.length)}</b>
              <Button kind="primary" size="sm" icon="play" needs="operator" whyNot={isBusy} onClick={() => show("start")}>
                {t.start}
              </Button>
              <Button size="sm" needs="operator" whyNot={isBusy} onClick={() => show("set")}>
                {t.set}
              </Button>
              <Button size="sm" className="wideonly" onClick={() => navigate(comparison(places))}>
                {t.compare}
              </Button>
              <Button kind="danger" size="sm" icon="stop" needs="operator" onClick={() => show("stop")}>
                {t.stop}
              </Button>
              <Button kind="quiet" size="sm" onClick={onClear}>
                {t.clear}
              </Button>
            </>
          ) : null}
        </div>
      ) : null}
      {open === "start" ? <StartMany places={about} onBegun={begun} onClose={close} /> : null}
      {open === "set" ? <SetMany places={about} onBegun={begun} onClose={close} /> : null}
      {open === "stop" ? <StopMany places={about} onBegun={begun} onClose={close} /> : null}
      {open === "run" && run ? <RunDialog run={run} onClose={close} /> : null}
    </>
  );
}

/** The last bulk action in a few words; its outcomes open from here. */
function Last({ run, onShow }: { run: BulkRun; onShow: () => void }) {
  const { done, failed, total } = countOf(run);
  const isOpen = isUnderWay(run);
  return (
    <span className="bulklast">
      <Icon name={isOpen ? "init" : failed > 0 ? "alarm" : "check"} small spin={isOpen} />
      <span className="ellipsis">
        {isOpen ? t.run.under(done, total) : t.run.ended(done, total)}
        {failed > 0 ? `, ${t.run.failed(failed)}` : ""}
      </span>
      <button type="button" className="linkish" onClick={onShow}>
        {t.run.show}
      </button>
      {isOpen ? null : (
        <button type="button" className="linkish" onClick={forget}>
          {t.run.dismiss}
        </button>
      )}
    </span>
  );
}
