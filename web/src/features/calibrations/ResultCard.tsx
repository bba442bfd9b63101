import type { SessionNow } from "../../api/types";
import { Link } from "../../app/Link";
import { calibrating } from "../../texts/calibrating";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { Outcome, useAction } from "../jobs/Outcome";
import { actionKey, pathOf, putToUse, useCalibrations, type Place } from "./commands";

const t = calibrating.result;

interface Saved {
  device: string;
  calibration_name: string;
}

/** What came of a session: each calibration, whether it is in use, and the way to use it. */
export function ResultCard({ unit, now }: { unit: string; now: SessionNow }) {
  const saved = (now.session.result as { calibrations?: Saved[] } | null)?.calibrations ?? [];
  return (
    <section className="card step" aria-label={t.question} data-result>
      <div className="body">
        <h2>{t.question}</h2>
        <p className="prose">{t.lead}</p>
        <ul className="savedlist">
          {saved.map((one) => (
            <SavedOne key={one.device} place={{ unit, device: one.device }} name={one.calibration_name} />
          ))}
        </ul>
        <Link className="small" to="/calibrations">
          {t.toAll}
        </Link>
      </div>
    </section>
  );
}

function SavedOne({ place, name }: { place: Place; name: string }) {
  const found = useCalibrations(place.unit).data?.[place.unit]?.[place.device];
  const record = useAction(actionKey(place));
  const row = found?.find((one) => one.calibration_name === name);
  const other = found?.find((one) => one.is_active && one !== row);
  const isActive = row?.is_active === true;
  const words = isActive ? t.inUse(name, place.device) : found && !row ? t.gone(name, place.device) : t.saved(name, place.device);
  return (
    <li data-saved={place.device} data-active={String(isActive)}>
      <p>
        {isActive ? <Icon name="check" small /> : null} {words} {other ? t.instead(other.calibration_name) : null}
      </p>
      <div className="stepacts">
        {isActive || (found && !row) ? null : (
          <Button kind="primary" icon="check" needs="operator" onClick={() => void putToUse(place, name)}>
            {t.use(name, place.device)}
          </Button>
        )}
        {row ? (
          <Link className="btn" to={pathOf(place)} params={{ name }}>
            {t.look(name)}
          </Link>
        ) : null}
      </div>
      <Outcome record={record} />
    </li>
  );
}
