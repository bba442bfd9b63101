import type { Model } from "../../api/types";
import { Link } from "../../app/Link";
import { clock, presence, useTick, usePresence } from "../../live";
import { format } from "../../texts";
import { inventory as t } from "../../texts/inventory";
import { upgrades } from "../../texts/upgrades";
import { Chip, type ChipKind } from "../../ui/Chip";
import { Menu, type MenuItem } from "../../ui/Menu";
import { Table, type Column } from "../../ui/Table";
import { Outcome, useAction } from "../jobs/Outcome";
import { actionKey, checkHardware, identify, repair, setActive } from "./commands";
import type { Question } from "./dialogs";
import { clockState, modelName, type InventoryRow } from "./model";

const c = t.columns;

interface Props {
  rows: readonly InventoryRow[];
  models: readonly Model[];
  leaderVersion: string | null;
  sort: string;
  onSort: (sort: string) => void;
  onAsk: (unit: string, question: Question) => void;
}

/** Every unit of the cluster with what it is and where; what can be done with it stands in its menu. */
export function InventoryTable({ rows, models, leaderVersion, sort, onSort, onAsk }: Props) {
  useTick();
  return (
    <Table
      name="inventory"
      className="inventory"
      caption={t.name}
      columns={columnsOf({ models, leaderVersion, onAsk })}
      rows={rows}
      keyOf={(row) => row.unit}
      marks={(row) => ({ "data-inventory": row.unit, "data-version": row.version ?? "" })}
      sort={sort}
      onSort={onSort}
      sortWords={t.sortBy}
      empty={
        <>
          <h2>{t.none.title}</h2>
          <p>{t.none.body}</p>
        </>
      }
    />
  );
}

const columnsOf = ({ models, leaderVersion, onAsk }: Pick<Props, "models" | "leaderVersion" | "onAsk">): readonly Column<InventoryRow>[] => [
  { key: "unit", title: c.unit, sortBy: (row) => row.unit, cell: (row) => <Name row={row} /> },
  { key: "presence", title: c.presence, sortBy: (row) => (row.isActive ? presence(row.unit).state : "inactive"), cell: (row) => <Presence row={row} /> },
  { key: "model", title: c.model, sortBy: (row) => modelName(row.model, models), cell: (row) => (row.isWorker ? (modelName(row.model, models) ?? <span className="warnword">{t.noModel}</span>) : format.NONE) },
  { key: "version", title: c.version, sortBy: (row) => row.version, hint: (row) => row.silence ?? undefined, cell: (row) => <Version row={row} leaderVersion={leaderVersion} /> },
  { key: "experiment", title: c.experiment, sortBy: (row) => row.experiment, cell: (row) => row.experiment ?? <span className="muted">{t.free}</span> },
  { key: "address", title: c.address, sortBy: (row) => row.address, cell: (row) => (row.address ? <span className="mono">{row.address}</span> : format.NONE) },
  { key: "clock", title: c.clock, isShort: true, sortBy: (row) => row.aheadS, hint: () => t.clock.hint, cell: (row) => <Clock row={row} /> },
  { key: "disk", title: c.disk, isShort: true, sortBy: (row) => row.freeBytes, cell: (row) => (row.freeBytes === null ? format.NONE : upgrades.size(row.freeBytes)) },
  { key: "actions", title: c.actions, isUnnamed: true, cell: (row) => <Actions row={row} onAsk={onAsk} /> },
];

function Name({ row }: { row: InventoryRow }) {
  const record = useAction(actionKey(row.unit));
  return (
    <>
      {row.experiment ? (
        <Link to={`/units/${encodeURIComponent(row.unit)}`} params={{ experiment: row.experiment }}>
          <b>{row.unit}</b>
        </Link>
      ) : (
        <b>{row.unit}</b>
      )}
      {row.isLeader ? <span className="under">{row.isWorker ? t.leader : t.leaderOnly}</span> : null}
      <Outcome record={record} />
    </>
  );
}

const CHIPS: Record<"online" | "offline" | "unknown", ChipKind> = { online: "ready", offline: "offline", unknown: "loading" };

function Presence({ row }: { row: InventoryRow }) {
  const { state, silentS } = usePresence(row.unit);
  const heard = silentS === null ? null : <span className="under">{t.heard(format.age(silentS * clock.speed))}</span>;
  return (
    <span data-presence={row.isActive ? state : "inactive"}>
      {row.isActive ? <Chip kind={CHIPS[state]}>{t.presence[state]}</Chip> : <Chip kind="off">{t.presence.inactive}</Chip>}
      {heard}
    </span>
  );
}

/** Marked when the leader uses another one. */
function Version({ row, leaderVersion }: { row: InventoryRow; leaderVersion: string | null }) {
  if (row.version === null) return row.silence ? <span className="muted">{t.silent}</span> : format.NONE;
  const differs = leaderVersion !== null && row.version !== leaderVersion;
  return (
    <>
      {differs ? <Chip kind="warn">{row.version}</Chip> : row.version}
      {differs ? <span className="under">{t.otherVersion(leaderVersion)}</span> : null}
    </>
  );
}

function Clock({ row }: { row: InventoryRow }) {
  const { state, isWrong } = clockState(row.aheadS, clock.speed);
  if (state === "unknown") return format.NONE;
  const words = state === "same" ? t.clock.inStep : t.clock[state](Math.abs(row.aheadS ?? 0) / clock.speed);
  return isWrong ? <Chip kind="warn">{words}</Chip> : words;
}

function Actions({ row, onAsk }: { row: InventoryRow; onAsk: Props["onAsk"] }) {
  const { unit, experiment } = row;
  const ask = (question: Question) => () => onAsk(unit, question);
  const whyNot = row.isWorker ? null : t.noWorker(unit);
  const items: MenuItem[] = [
    { label: t.identify.verb, needs: "operator", whyNot, onPick: () => void identify(unit) },
    { label: t.assign.verb, needs: "operator", whyNot, onPick: ask("assign") },
    ...(experiment ? [{ label: t.release.verb(experiment), needs: "operator", whyNot, onPick: ask("release") } as const] : []),
    { label: t.model.verb, needs: "admin", whyNot, onPick: ask("model") },
    row.isActive ? { label: t.deactivate.verb, needs: "admin", whyNot, onPick: ask("deactivate") } : { label: t.activate.verb, needs: "admin", whyNot, onPick: () => void setActive(unit, true) },
    { label: t.hardware.verb, needs: "operator", whyNot: whyNot ?? (row.model ? null : t.model.choose), onPick: () => void checkHardware(unit) },
    { label: t.repair.verb, needs: "admin", onPick: () => void repair(unit) },
    { label: t.restart.verb, needs: "admin", onPick: ask("restart") },
    { label: t.shutDown.verb, needs: "admin", onPick: ask("shutDown") },
    { label: t.remove.verb, needs: "admin", whyNot, onPick: ask("remove") },
  ];
  return <Menu label={t.menu(unit)} items={items} />;
}
