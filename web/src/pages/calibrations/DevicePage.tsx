import { useState } from "react";

import { refusal } from "../../api/refusal";
import { Link } from "../../app/Link";
import { href, navigate, useParam } from "../../app/router";
import { CalibrationPane } from "../../features/calibrations/CalibrationPane";
import { CalibrationTable } from "../../features/calibrations/CalibrationTable";
import { actionKey, useCalibrations } from "../../features/calibrations/commands";
import type { Calibration } from "../../features/calibrations/curve";
import { DeleteDialog } from "../../features/calibrations/DeleteDialog";
import { activeOf, firstOf } from "../../features/calibrations/model";
import { OpenSessions } from "../../features/calibrations/OpenSessions";
import { UploadDialog } from "../../features/calibrations/UploadDialog";
import { Outcome, useAction } from "../../features/jobs/Outcome";
import { calibrations } from "../../texts/calibrations";
import { Button } from "../../ui/Button";
import { Refused } from "../../ui/Refused";
import { useTitle, type PageProps } from "../common";

const t = calibrations.one;

/** Which calibrations has this device, what does each say, and which one is in use? */
export function DevicePage({ session, unit, device }: PageProps & { unit: string; device: string }) {
  const place = { unit, device };
  const title = t.title(unit, device);
  useTitle(title, session.cluster_name);
  const found = useCalibrations(unit);
  const record = useAction(actionKey(place));
  const [name, setName] = useParam("name");
  const [dialog, setDialog] = useParam("dialog");
  const [asked, setAsked] = useState<Calibration | null>(null);
  const of = found.data?.[unit];
  const rows = of?.[device] ?? [];
  const named = rows.find((row) => row.calibration_name === name);
  const shown = named ?? firstOf(rows);
  const trouble = found.isError ? refusal(found.error) : of === null ? { cause: calibrations.card.failed, remedy: null } : name !== "" && rows.length > 0 && !named ? { cause: t.unknown(name), remedy: null } : null;
  return (
    <>
      <div className="pagehead">
        <div>
          <p className="crumb">
            <Link to="/calibrations">{calibrations.name}</Link>
            <span>/</span>
          </p>
          <h1 tabIndex={-1}>{title}</h1>
          <div className="meta">{of ? <span>{t.meta(rows.length, activeOf(of, device)?.calibration_name ?? null)}</span> : null}</div>
        </div>
        <div className="actions">
          <Button needs="operator" onClick={() => setDialog("upload")}>
            {calibrations.upload}
          </Button>
          <Button kind="primary" icon="play" needs="operator" onClick={() => navigate(href("/calibrations/new", { unit, device }))}>
            {calibrations.start}
          </Button>
        </div>
      </div>
      <div className="stack">
        <OpenSessions unit={unit} />
        <Outcome record={record} />
        <Refused failure={trouble} />
        {found.isPending ? <p className="muted">{calibrations.loading}</p> : null}
        {of && rows.length === 0 ? (
          <div className="card tableempty" data-empty="calibrations">
            <h2>{t.empty.title(device)}</h2>
            <p>
              {t.whatFor(device)} {t.empty.body}
            </p>
          </div>
        ) : null}
        {rows.length > 0 ? <CalibrationTable place={place} rows={rows} shown={shown?.calibration_name ?? ""} onShow={setName} onDelete={setAsked} /> : null}
        {shown ? <CalibrationPane key={shown.calibration_name} place={place} row={shown} onDelete={() => setAsked(shown)} /> : null}
      </div>
      {asked ? <DeleteDialog place={place} row={asked} onClose={() => setAsked(null)} /> : null}
      {dialog === "upload" ? <UploadDialog units={[unit]} devices={[device]} unit={unit} device={device} onClose={() => setDialog("")} /> : null}
    </>
  );
}
