import { useId, useState } from "react";

import { calibrations } from "../../texts/calibrations";
import { FormDialog } from "../forms/FormDialog";
import { EVERYBODY, upload } from "./commands";

const t = calibrations.uploading;

interface Props {
  units: readonly string[];
  devices: readonly string[];
  /** What is chosen at first. */
  unit: string;
  device: string;
  onClose: () => void;
}

/** Stores the file of a calibration on a unit, or on every one. */
export function UploadDialog({ units, devices, unit: firstUnit, device: firstDevice, onClose }: Props) {
  const id = useId();
  const [unit, setUnit] = useState(firstUnit || (units[0] ?? ""));
  const [device, setDevice] = useState(firstDevice || (devices[0] ?? ""));
  const [text, setText] = useState("");
  const [isUsed, setUsed] = useState(false);
  const read = (file: File | undefined): void => {
    if (file) void file.text().then(setText);
  };
  return (
    <FormDialog title={t.title} lead={t.lead} go={t.go} whyNot={text.trim() === "" ? t.empty : null} send={() => upload({ unit, device }, text, isUsed).then(onClose)} onClose={onClose}>
      <div className="fields">
        <div className="field">
          <label htmlFor={`${id}-unit`}>{t.unit}</label>
          <select id={`${id}-unit`} data-first className="btn wide" value={unit} onChange={(event) => setUnit(event.target.value)}>
            {units.map((one) => (
              <option key={one}>{one}</option>
            ))}
            <option value={EVERYBODY}>{t.everyUnit}</option>
          </select>
        </div>
        <div className="field">
          <label htmlFor={`${id}-device`}>{t.device}</label>
          <select id={`${id}-device`} className="btn wide" value={device} onChange={(event) => setDevice(event.target.value)}>
            {devices.map((one) => (
              <option key={one} value={one}>
                {calibrations.Device(one)}
              </option>
            ))}
          </select>
        </div>
      </div>
      <div className="field">
        <label htmlFor={`${id}-file`}>{t.file}</label>
        <input id={`${id}-file`} type="file" accept=".yaml,.yml,application/yaml" className="fileinput" onChange={(event) => read(event.target.files?.[0])} />
      </div>
      <div className="field">
        <label htmlFor={`${id}-text`}>{t.text}</label>
        <textarea id={`${id}-text`} className="area mono" rows={8} spellCheck={false} aria-describedby={`${id}-hint`} value={text} onChange={(event) => setText(event.target.value)} />
        <div id={`${id}-hint`} className="hint">
          {t.textHint}
        </div>
      </div>
      <label className="choice">
        <input type="checkbox" className="chk" checked={isUsed} onChange={(event) => setUsed(event.target.checked)} />
        {t.use}
      </label>
    </FormDialog>
  );
}
