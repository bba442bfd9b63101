import { refusal } from "../../api/refusal";
import { Link } from "../../app/Link";
import { clock, useTick } from "../../live";
import { format } from "../../texts";
import { calibrations as t } from "../../texts/calibrations";
import { Chip } from "../../ui/Chip";
import { Refused } from "../../ui/Refused";
import { pathOf, useCalibrations, useConfigs, useProtocols } from "./commands";
import { cellOf, devicesOf, type CellState } from "./model";

const KIND: Record<CellState, "ready" | "warn" | "sleeping" | "off"> = { active: "ready", old: "warn", idle: "sleeping", missing: "off", unfitted: "off" };

/** The devices of one unit with the calibration in use of each. */
export function UnitCalibrations({ unit }: { unit: string }) {
  useTick();
  const found = useCalibrations(unit);
  const config = useConfigs().data?.[unit];
  const protocols = useProtocols(unit).data?.[unit] ?? [];
  const of = found.data?.[unit];
  const cells = of ? devicesOf([of], protocols).map((device) => cellOf(device, of, config, clock.nowMs())).filter((cell) => cell.state !== "unfitted") : [];
  return (
    <section className="card" aria-label={t.card.title} data-unit-calibrations>
      <header>
        <h2>{t.card.title}</h2>
        <Link className="small" to="/calibrations" params={{ unit }}>
          {t.card.all}
        </Link>
      </header>
      <div className="body">
        <Refused failure={found.isError ? refusal(found.error) : of === null ? { cause: t.card.failed, remedy: null } : null} />
        {found.isPending ? <p className="muted">{t.loading}</p> : null}
        <ul className="callist">
          {cells.map((cell) => (
            <li key={cell.device}>
              <Link to={pathOf({ unit, device: cell.device })}>{t.Device(cell.device)}</Link>
              <span className="small muted grow">{cell.active ? `${cell.active.calibration_name}, ${t.cellAge(format.age(cell.ageS))}` : null}</span>
              <Chip kind={KIND[cell.state]}>{t.cells[cell.state as Exclude<CellState, "unfitted">]}</Chip>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}
