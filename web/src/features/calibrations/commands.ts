import { useQuery, type UseQueryResult } from "@tanstack/react-query";

import { ApiError, api, path } from "../../api/client";
import { queryClient } from "../../api/queries";
import { refusalOf, result } from "../../api/tasks";
import type { Accepted, ProtocolRow, UnitAnswer, UnitConfigs } from "../../api/types";
import { calibrations as t } from "../../texts/calibrations";
import { act, type ActionRecord, type Verdict } from "../jobs/actionStore";
import type { ByDevice, Config } from "./model";

const KEY = ["calibrations"] as const;
const LIMIT_MS = 20_000;
export const EVERYBODY = "$broadcast";

/** What each unit said; null for one that did not answer. */
type OfUnits<T> = Record<string, T | null>;

async function asked<T>(accepted: Accepted): Promise<OfUnits<T>> {
  const answers = await result<Record<string, UnitAnswer>>(accepted, LIMIT_MS);
  return Object.fromEntries(Object.entries(answers ?? {}).map(([unit, answer]) => [unit, answer.ok ? (answer.value as T) : null]));
}

const fetchOf = async <T>(unit: string, what: string): Promise<OfUnits<T>> => asked<T>(await api.get<Accepted>(path("workers", unit, what)));

/** All calibrations of a unit, or of every one, by unit and device. */
export const useCalibrations = (unit: string = EVERYBODY): UseQueryResult<OfUnits<ByDevice>> =>
  useQuery({ queryKey: [...KEY, "all", unit], queryFn: () => fetchOf<ByDevice>(unit, "calibrations"), staleTime: 5000, refetchInterval: 30_000, retry: false });

/** What can be calibrated on a unit, or on every one, and how. */
export const useProtocols = (unit: string = EVERYBODY): UseQueryResult<OfUnits<ProtocolRow[]>> =>
  useQuery({ queryKey: [...KEY, "protocols", unit], queryFn: () => fetchOf<ProtocolRow[]>(unit, "calibration_protocols"), staleTime: 60_000, retry: false, enabled: unit !== "" });

/** The configuration that holds on each unit: it says which devices are fitted. */
export const useConfigs = (): UseQueryResult<Record<string, Config>> =>
  useQuery({ queryKey: [...KEY, "configs"], queryFn: async () => (await api.get<UnitConfigs>(path("config", "units", EVERYBODY))).configs as Record<string, Config>, staleTime: 60_000, retry: false });

export const refreshCalibrations = (): Promise<void> => queryClient.invalidateQueries({ queryKey: [...KEY, "all"] });

export interface Place {
  unit: string;
  device: string;
}

/** Where the outcomes of a device are shown. */
export const actionKey = ({ unit, device }: Place): string => `calibrations/${unit}/${device}`;

function ask(place: Place, verb: string, what: string, send: () => Promise<Accepted>): Promise<ActionRecord> {
  const decide = async (): Promise<Verdict> => {
    const answers = await result<Record<string, UnitAnswer>>(await send(), LIMIT_MS);
    const refused = refusalOf(answers, place.unit);
    await refreshCalibrations();
    if (refused) throw refused;
    return { kind: "done" };
  };
  return act({ key: actionKey(place), verb, what, outcome: t.took, limitMs: LIMIT_MS, send: decide, topics: [], judge: () => ({ kind: "pending" }) });
}

export const putToUse = (place: Place, name: string): Promise<ActionRecord> =>
  ask(place, t.use.verb, t.use.done(name, place.device, place.unit), () => api.patch<Accepted>(path("workers", place.unit, "active_calibrations", place.device, name)));

export const stopUsing = (place: Place): Promise<ActionRecord> =>
  ask(place, t.unuse.verb, t.unuse.done(place.device, place.unit), () => api.delete<Accepted>(path("workers", place.unit, "active_calibrations", place.device)));

export const remove = (place: Place, name: string): Promise<ActionRecord> =>
  ask(place, t.delete.verb, t.delete.done(name, place.unit), () => api.delete<Accepted>(path("workers", place.unit, "calibrations", place.device, name)));

/** Stores the text of a calibration on a unit, or on every one. Throws ApiError with cause and remedy of the first that refuses. */
export async function upload({ unit, device }: Place, text: string, isUsed: boolean): Promise<void> {
  const accepted = await api.post<Accepted>(path("workers", unit, "calibrations", device), { calibration_data: text, set_as_active: isUsed });
  const answers = (await result<Record<string, UnitAnswer>>(accepted, LIMIT_MS)) ?? {};
  await refreshCalibrations();
  for (const one of Object.keys(answers)) {
    const refused = refusalOf(answers, one);
    if (refused) throw new ApiError(200, `${one}: ${refused.message}`, refused.detail, refused.remedy);
  }
}

/** Addresses of files that the leader makes. */
export const zipOf = (unit: string): string => path("workers", unit, "zipped_calibrations");
export const fileOf = ({ unit, device }: Place, name: string): string => path("workers", unit, "calibrations", device, name, "file");

/** The text of a calibration's file. */
export const useFile = (place: Place, name: string, isWanted: boolean): UseQueryResult<string> => useQuery({ queryKey: [...KEY, "file", place.unit, place.device, name], queryFn: () => api.text(fileOf(place, name)), enabled: isWanted, staleTime: 0 });

/** The page of a device, with one of its calibrations chosen. */
export const pathOf = ({ unit, device }: Place): string => `/calibrations/${encodeURIComponent(unit)}/${encodeURIComponent(device)}`;
