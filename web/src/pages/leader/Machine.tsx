import { useQuery, type UseQueryResult } from "@tanstack/react-query";

import { api } from "../../api/client";
import type { Backups, DeletedExperiment, Space } from "../../api/types";
import { newestOf } from "../../features/backups/model";
import { clock, useTick } from "../../live";
import { format } from "../../texts";
import { leader as t } from "../../texts/leader";

const EVERY_MS = 15_000;
const n = t.now;

/** The leader answers for its own computer on the same address. */
const useSpace = (what: "disk_space" | "memory"): UseQueryResult<Space> => useQuery({ queryKey: ["leader", what], queryFn: () => api.get<Space>(`/unit_api/system/${what}`), staleTime: 0, refetchInterval: EVERY_MS });

interface Cell {
  name: string;
  value: string;
  unit: string;
  note: string;
  isBad?: boolean;
}

interface Props {
  backups: Backups | undefined;
  deleted: readonly DeletedExperiment[] | undefined;
  letters: number | undefined;
}

/** How the leader's computer is, and what waits on it, in one band. */
export function Machine({ backups, deleted, letters }: Props) {
  useTick();
  const cells = [spaceCell(n.disk, useSpace("disk_space").data), spaceCell(n.memory, useSpace("memory").data), backupCell(backups), deletedCell(deleted), lettersCell(letters)];
  return (
    <dl className="now" aria-label={n.label} data-now>
      {cells.map((cell) => (
        <div key={cell.name}>
          <dt>{cell.name}</dt>
          <dd className="v">
            {cell.value} <small>{cell.unit}</small>
          </dd>
          <dd className={`note${cell.isBad ? " late" : ""}`}>{cell.note}</dd>
        </div>
      ))}
    </dl>
  );
}

function spaceCell(name: string, space: Space | undefined): Cell {
  if (!space) return { name, value: format.NONE, unit: "", note: "" };
  const inUse = (100 * (space.total_bytes - space.available_bytes)) / Math.max(1, space.total_bytes);
  return { name, value: t.size(space.available_bytes), unit: n.of(space.total_bytes), note: n.share(inUse) };
}

function backupCell(backups: Backups | undefined): Cell {
  const name = n.backup;
  if (!backups) return { name, value: format.NONE, unit: "", note: "" };
  const newest = newestOf(backups, clock.nowMs());
  if (!newest) return { name, value: format.NONE, unit: n.noBackup, note: "" };
  const { line, ageS, isStale } = newest;
  const places = line.is_here ? n.backupAt(line.places) : n.backupAway(line.places);
  return { name, value: format.age(ageS), unit: t.agoWord, note: isStale ? n.tooOld(backups.stale_after_days) : places, isBad: isStale };
}

function deletedCell(deleted: readonly DeletedExperiment[] | undefined): Cell {
  const name = n.deleted;
  if (!deleted) return { name, value: format.NONE, unit: "", note: "" };
  const waiting = deleted.filter((row) => !row.is_being_removed);
  const first = waiting.map((row) => Date.parse(row.remove_at)).toSorted((p, q) => p - q)[0];
  return { name, value: String(waiting.length), unit: waiting.length > 0 ? n.deletedUnit : "", note: first === undefined ? "" : n.deletedNote((first - clock.nowMs()) / 1000) };
}

function lettersCell(letters: number | undefined): Cell {
  const name = n.letters;
  if (letters === undefined) return { name, value: format.NONE, unit: "", note: "" };
  return { name, value: format.fixed(letters, 0), unit: n.messages(letters), note: n.lettersNote(letters), isBad: letters > 0 };
}
