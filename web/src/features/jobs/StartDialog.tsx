import type { UnitRow } from "../../api/types";
import { text } from "../../texts";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { StartAll } from "./StartAll";

interface Props {
  units: readonly UnitRow[];
  experiment: string;
  onClose: () => void;
}

/** Starts what is missing on all units of the experiment; the outcomes stand in the dialog. */
export function StartDialog({ units, experiment, onClose }: Props) {
  return (
    <Dialog
      title={text.actions.startAll.title}
      lead={text.actions.startAll.lead}
      onClose={onClose}
      footer={
        <>
          <span className="grow" />
          <Button data-first onClick={onClose}>
            {text.frame.close}
          </Button>
        </>
      }
    >
      <div style={{ display: "grid", gap: 8 }}>
        <StartAll units={units} experiment={experiment} />
      </div>
    </Dialog>
  );
}
