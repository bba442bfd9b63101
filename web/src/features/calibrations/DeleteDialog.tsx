import { calibrations as t } from "../../texts/calibrations";
import { FormDialog } from "../forms/FormDialog";
import { remove, type Place } from "./commands";
import type { Calibration } from "./curve";

interface Props {
  place: Place;
  row: Calibration;
  onClose: () => void;
}

/** Asks before the file of a calibration goes. */
export function DeleteDialog({ place, row, onClose }: Props) {
  const name = row.calibration_name;
  const send = async (): Promise<void> => {
    onClose();
    void remove(place, name);
  };
  return (
    <FormDialog title={t.delete.title(name)} lead={t.delete.lead(place.device, place.unit)} go={t.delete.go(name)} isDanger send={send} onClose={onClose}>
      {row.is_active ? <p>{t.delete.inUse}</p> : null}
    </FormDialog>
  );
}
