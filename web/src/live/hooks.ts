import { useCallback, useEffect, useSyncExternalStore } from "react";

import type { Link } from "./connection";
import { connection, currentCatching, currentLink, onCatching, onLink, store } from "./instances";
import type { Entry } from "./store";
import { experimentFilters, namedFilters, TRUTH_FILTER } from "./topics";

export const useLink = (): Link => useSyncExternalStore(onLink, currentLink);
export const useCatchingUp = (): { seconds: number } | null => useSyncExternalStore(onCatching, currentCatching);

/** Newest entry of one topic; undefined while nothing has come. */
export function useEntry(topic: string): Entry | undefined {
  const listen = useCallback((run: () => void) => store.subscribe(topic, run), [topic]);
  return useSyncExternalStore(listen, () => store.get(topic));
}

/** Repaints when any topic of a group (`$state`, `logs`, `truth`, …) has changed. */
export function useGroup(group: string): number {
  const listen = useCallback((run: () => void) => store.subscribe(`#${group}`, run), [group]);
  return useSyncExternalStore(listen, () => store.version(group));
}

/** Listens to an experiment while mounted, and to the topics of it that descriptors name as `<job>/<name>`. */
export function useExperimentTopics(experiment: string | null, named: readonly string[]): void {
  const wanted = named.join("\n");
  useEffect(() => {
    if (!experiment) return;
    const stop = connection.listen(experimentFilters(experiment));
    return () => {
      stop();
      store.forget(experiment);
    };
  }, [experiment]);
  useEffect(() => (experiment && wanted ? connection.listen(namedFilters(experiment, wanted.split("\n"))) : undefined), [experiment, wanted]);
}

/** Listens to the simulator's true values, from the start: whoever asks for them later sees what led there. */
export function useTruthTopics(isOn: boolean): void {
  useEffect(() => (isOn ? connection.listen([TRUTH_FILTER]) : undefined), [isOn]);
}

const tickers = new Set<() => void>();
let tickAt = performance.now();
setInterval(() => {
  if (document.hidden) return;
  tickAt = performance.now();
  for (const run of tickers) run();
}, 1000);
const onTick = (run: () => void): (() => void) => {
  tickers.add(run);
  return () => tickers.delete(run);
};

/** Repaints once a second: the one timer of all ages on the page. Wall milliseconds of the last tick. */
export const useTick = (): number => useSyncExternalStore(onTick, () => tickAt);
