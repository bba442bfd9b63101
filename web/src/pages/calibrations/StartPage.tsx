import { useId, useState, type FormEvent } from "react";

import { useAssignments } from "../../api/queries";
import { refusal, type Failure } from "../../api/refusal";
import type { ProtocolRow } from "../../api/types";
import { Link } from "../../app/Link";
import { href, navigate, useParam } from "../../app/router";
import { useProtocols } from "../../features/calibrations/commands";
import { inOrder } from "../../features/calibrations/model";
import { OpenSessions } from "../../features/calibrations/OpenSessions";
import { RunningJobs } from "../../features/calibrations/RunningJobs";
import { begin, sessionPath } from "../../features/calibrations/sessions";
import { calibrating } from "../../texts/calibrating";
import { calibrations } from "../../texts/calibrations";
import { Button } from "../../ui/Button";
import { Refused } from "../../ui/Refused";
import { useTitle, type PageProps } from "../common";

const t = calibrating.start;

/** What is to be calibrated, on which unit, and how? */
export function StartPage({ session }: PageProps) {
  useTitle(t.name, session.cluster_name);
  const [wantedUnit, setUnit] = useParam("unit");
  const [wantedDevice, setDevice] = useParam("device");
  const [wantedProtocol, setProtocol] = useParam("protocol");
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const units = (useAssignments(true).data ?? []).map((one) => one.pioreactor_unit);
  const unit = wantedUnit || (units[0] ?? "");
  const protocols = useProtocols(unit);
  const all = protocols.data?.[unit] ?? [];
  const devices = inOrder(new Set(all.map((row) => row.target_device)));
  const device = devices.includes(wantedDevice) ? wantedDevice : (devices[0] ?? "");
  const ways = all.filter((row) => row.target_device === device);
  const way = ways.find((row) => row.protocol_name === wantedProtocol) ?? ways[0];
  const missing = unit === "" ? t.chooseUnit : protocols.isError || protocols.data?.[unit] === null ? t.silent(unit) : way ? null : t.asking;
  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!way || isBusy) return;
    setBusy(true);
    setFailure(null);
    try {
      const now = await begin(unit, device, way.protocol_name);
      navigate(href(sessionPath(unit, now.session.session_id)));
    } catch (error) {
      setFailure(refusal(error));
      setBusy(false);
    }
  };
  return (
    <>
      <div className="pagehead">
        <div>
          <p className="crumb">
            <Link to="/calibrations">{calibrations.name}</Link>
            <span>/</span>
          </p>
          <h1 tabIndex={-1}>{t.name}</h1>
          <div className="meta">
            <span>{t.lead}</span>
          </div>
        </div>
      </div>
      <div className="stack narrow">
        <OpenSessions unit={unit} />
        <form className="card" onSubmit={(event) => void send(event)}>
          <div className="body">
            <div className="fields">
              <Choice label={t.unit} value={unit} options={units.map((one) => [one, one])} onPick={setUnit} />
              <Choice label={t.device} value={device} options={devices.map((one) => [one, calibrations.Device(one)])} onPick={setDevice} />
            </div>
            {missing ? <p className="muted">{missing}</p> : <Ways ways={ways} way={way} onPick={setProtocol} />}
            <Refused failure={failure} />
            {failure ? <RunningJobs unit={unit} said={failure.cause} /> : null}
            <div className="stepacts">
              <Button kind="primary" type="submit" icon={isBusy ? "init" : "play"} spin={isBusy} needs="operator" whyNot={missing}>
                {t.go}
              </Button>
            </div>
          </div>
        </form>
      </div>
    </>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  options: readonly (readonly [string, string])[];
  onPick: (value: string) => void;
}

function Choice({ label, value, options, onPick }: ChoiceProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} className="btn wide" value={value} onChange={(event) => onPick(event.target.value)}>
        {options.map(([key, word]) => (
          <option key={key} value={key}>
            {word}
          </option>
        ))}
      </select>
    </div>
  );
}

/** The protocols of a device, the first choice first, with what each needs. */
function Ways({ ways, way, onPick }: { ways: readonly ProtocolRow[]; way: ProtocolRow | undefined; onPick: (name: string) => void }) {
  const id = useId();
  return (
    <fieldset className="plain ways">
      <legend className="label">{t.protocol}</legend>
      {ways.map((row) => (
        <label key={row.protocol_name} className="way" data-protocol={row.protocol_name}>
          <input type="radio" name={id} className="chk" checked={row === way} onChange={() => onPick(row.protocol_name)} />
          <span>
            <b>{row.title}</b>
            <span className="under">{row.description}</span>
            {row.requirements.length > 0 ? <span className="under">{t.needs(row.requirements)}</span> : null}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
