import { useState } from "react";

import { useAssignments } from "../../api/queries";
import { text } from "../../texts";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { assign } from "./commands";
import { freeUnits, UnitPicker } from "./UnitPicker";

interface Props {
  experiment: string;
  onClose: () => void;
}

/** Which units work for an experiment. Without any, the free ones are ticked. */
export function AssignDialog({ experiment, onClose }: Props) {
  const t = text.pages.assign;
  const assignments = useAssignments(true).data ?? [];
  const here = assignments.filter((a) => a.experiment === experiment).map((a) => a.pioreactor_unit);
  const [picked, setPicked] = useState<ReadonlySet<string> | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string[]>([]);
  const chosen = picked ?? new Set(here.length > 0 ? here : freeUnits(assignments));
  const add = [...chosen].filter((unit) => !here.includes(unit));
  const remove = here.filter((unit) => !chosen.has(unit));
  const save = async (): Promise<void> => {
    setBusy(true);
    const left = await assign(experiment, add, remove);
    setBusy(false);
    setFailed(left);
    if (left.length === 0) onClose();
  };
  return (
    <Dialog
      title={t.title(experiment)}
      lead={text.pages.create.unitsHint}
      onClose={onClose}
      footer={
        <>
          <span className="small muted grow" aria-live="polite">
            {t.change(add.length, remove.length)}
          </span>
          <Button onClick={onClose}>{text.frame.cancel}</Button>
          <Button kind="primary" data-first icon={isBusy ? "init" : "check"} spin={isBusy} whyNot={add.length + remove.length === 0 ? t.change(0, 0) : null} onClick={() => void save()}>
            {isBusy ? t.saving : t.go}
          </Button>
        </>
      }
    >
      {failed.length > 0 ? (
        <div role="alert" style={{ marginBottom: 12 }}>
          <Banner kind="alarm" cause={text.pages.create.partly(failed)} />
        </div>
      ) : null}
      <UnitPicker assignments={assignments} experiment={experiment} chosen={chosen} onChange={setPicked} />
    </Dialog>
  );
}
