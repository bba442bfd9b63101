import { keepPreviousData, useQuery, type UseQueryResult } from "@tanstack/react-query";

import { api, path } from "../../api/client";
import type { DosePreview } from "../../api/types";
import type { Wish } from "./doseModel";

/**
 * What the unit says will be true after a dose. Asked again for every change of the wish and of the level; null where
 * there is nothing to ask: circulation keeps the level.
 */
export function usePreview(unit: string, experiment: string, wish: Wish, amount: number | null, volumeMl: number | null): UseQueryResult<DosePreview> {
  const isAsked = wish.liquid !== "circulate" && (wish.by === "until_stop" || amount !== null);
  const how = wish.by === "until_stop" ? { continuously: true } : wish.by === "volume" ? { ml: amount } : { duration_s: amount };
  return useQuery({
    queryKey: ["dose-preview", unit, experiment, wish.liquid, how, volumeMl === null ? null : Math.round(volumeMl * 100)],
    queryFn: () => api.post<DosePreview>(path("units", unit, "dose", "preview"), { pump: wish.liquid, experiment, ...how }),
    enabled: isAsked,
    placeholderData: keepPreviousData,
    staleTime: 2000,
    retry: false,
  });
}
