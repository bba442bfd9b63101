import { refusal } from "../../api/refusal";
import { Link } from "../../app/Link";
import { href, navigate, useParam } from "../../app/router";
import { EVERYBODY, useCalibrations, useConfigs, useProtocols, zipOf } from "../../features/calibrations/commands";
import { Curves } from "../../features/calibrations/Curves";
import { Matrix } from "../../features/calibrations/Matrix";
import { activeOf, cellOf, coverage, devicesOf, OLD_DAYS } from "../../features/calibrations/model";
import { OpenSessions } from "../../features/calibrations/OpenSessions";
import { UploadDialog } from "../../features/calibrations/UploadDialog";
import { clock, useTick } from "../../live";
import { calibrations as t } from "../../texts/calibrations";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { Refused } from "../../ui/Refused";
import { useTitle, type PageProps } from "../common";

/** Which unit lacks which calibration, which one is in use, and how old is it? */
export function CalibrationsPage({ session }: PageProps) {
  useTitle(t.name, session.cluster_name);
  useTick();
  const found = useCalibrations();
  const configs = useConfigs().data;
  const protocols = useProtocols().data;
  const [unit, setUnit] = useParam("unit");
  const [device, setDevice] = useParam("device");
  const [dialog, setDialog] = useParam("dialog");
  const units = Object.keys(found.data ?? {}).toSorted((p, q) => p.localeCompare(q, undefined, { numeric: true }));
  const devices = devicesOf(Object.values(found.data ?? {}), Object.values(protocols ?? {}).flatMap((rows) => rows ?? []));
  const shown = devices.filter((one) => device === "" || one === device);
  const chosen = units.filter((one) => unit === "" || one === unit);
  const rows = chosen.map((one) => {
    const of = found.data?.[one];
    return { unit: one, cells: of ? shown.map((each) => cellOf(each, of, configs?.[one], clock.nowMs())) : null };
  });
  const count = coverage(rows.flatMap((row) => row.cells ?? []));
  const curves = chosen.flatMap((one) => {
    const calibration = device === "" ? null : activeOf(found.data?.[one], device);
    return calibration ? [{ unit: one, calibration }] : [];
  });
  return (
    <>
      <div className="pagehead">
        <div>
          <h1 tabIndex={-1}>{t.name}</h1>
          <div className="meta">
            <span>{found.data ? t.meta(count.done, count.all) : t.lead}</span>
          </div>
        </div>
        <div className="actions">
          <a className="btn" href={zipOf(unit || EVERYBODY)} download>
            <Icon name="dl" />
            {t.zip}
          </a>
          <Button needs="operator" onClick={() => setDialog("upload")}>
            {t.upload}
          </Button>
          <Button kind="primary" icon="play" needs="operator" onClick={() => navigate(href("/calibrations/new", { unit: unit || null, device: device || null }))}>
            {t.start}
          </Button>
        </div>
      </div>
      <div className="stack">
        <OpenSessions />
        <Refused failure={found.isError ? refusal(found.error) : null} />
        {found.isPending ? <p className="muted">{t.loading}</p> : null}
        {found.data && units.length === 0 ? <NoUnits /> : null}
        {units.length > 0 ? (
          <>
            <div className="tools" role="group" aria-label={t.filters}>
              <select className="btn" aria-label={t.unit} value={unit} onChange={(event) => setUnit(event.target.value)}>
                <option value="">{t.allUnits}</option>
                {units.map((one) => (
                  <option key={one}>{one}</option>
                ))}
              </select>
              <select className="btn" aria-label={t.device} value={device} onChange={(event) => setDevice(event.target.value)}>
                <option value="">{t.allDevices}</option>
                {devices.map((one) => (
                  <option key={one} value={one}>
                    {t.Device(one)}
                  </option>
                ))}
              </select>
            </div>
            {curves.length > 0 ? <Curves device={device} rows={curves} /> : null}
            <Matrix rows={rows} devices={shown} />
            <p className="muted small">{t.legend(OLD_DAYS)}</p>
          </>
        ) : null}
      </div>
      {dialog === "upload" && units.length > 0 ? <UploadDialog units={units} devices={devices} unit={unit} device={device} onClose={() => setDialog("")} /> : null}
    </>
  );
}

function NoUnits() {
  return (
    <div className="card tableempty">
      <h2>{t.none.title}</h2>
      <p>{t.none.body}</p>
      <div className="actions">
        <Link className="btn primary" to="/inventory">
          {t.none.go}
        </Link>
      </div>
    </div>
  );
}
