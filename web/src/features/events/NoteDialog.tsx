import { useId, useState } from "react";

import { refusal, type Failure } from "../../api/refusal";
import type { UnitRow } from "../../api/types";
import { text } from "../../texts";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Refused } from "../../ui/Refused";
import { labelOf } from "../units/model";
import { EVERY_UNIT } from "./liveLogs";
import { recordNote } from "./notes";

interface Props {
  experiment: string;
  units: readonly UnitRow[];
  onClose: () => void;
}

const t = text.pages.note;

/** A sentence for the record: it stands in the events and as a flag above the charts. */
export function NoteDialog({ experiment, units, onClose }: Props) {
  const [message, setMessage] = useState("");
  const [unit, setUnit] = useState(EVERY_UNIT);
  const [isBusy, setBusy] = useState(false);
  const [isTried, setTried] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const id = useId();
  const isEmpty = message.trim() === "";
  const record = async (event: React.FormEvent): Promise<void> => {
    event.preventDefault();
    setTried(true);
    if (isEmpty || isBusy) return;
    setBusy(true);
    setFailure(null);
    try {
      await recordNote(experiment, unit, message.trim());
      onClose();
    } catch (error) {
      setFailure(refusal(error));
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={t.title}
      lead={t.lead}
      onClose={onClose}
      footer={
        <>
          <span className="grow" />
          <Button onClick={onClose}>{text.frame.cancel}</Button>
          <Button kind="primary" needs="operator" type="submit" form={`${id}-form`} icon={isBusy ? "init" : "flag"} spin={isBusy}>
            {t.go}
          </Button>
        </>
      }
    >
      <form id={`${id}-form`} onSubmit={(e) => void record(e)}>
        <div className="field">
          <label htmlFor={`${id}-words`}>{t.words}</label>
          <textarea
            id={`${id}-words`}
            data-first
            className="area"
            rows={3}
            maxLength={2000}
            value={message}
            aria-invalid={isTried && isEmpty}
            aria-describedby={isTried && isEmpty ? `${id}-problem` : undefined}
            onChange={(e) => setMessage(e.target.value)}
            onKeyDown={(e) => {
              if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) e.currentTarget.form?.requestSubmit();
            }}
          />
          {isTried && isEmpty ? (
            <div id={`${id}-problem`} className="err" role="alert">
              {t.empty}
            </div>
          ) : null}
        </div>
        <div className="field">
          <label htmlFor={`${id}-unit`}>{t.about}</label>
          <select id={`${id}-unit`} className="btn" value={unit} onChange={(e) => setUnit(e.target.value)}>
            <option value={EVERY_UNIT}>{text.pages.events.allUnits}</option>
            {units.map((row) => (
              <option key={row.pioreactor_unit} value={row.pioreactor_unit}>
                {labelOf(row)}
              </option>
            ))}
          </select>
        </div>
      </form>
      <Refused failure={failure} />
    </Dialog>
  );
}
