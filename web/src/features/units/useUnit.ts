import { useCallback, useSyncExternalStore } from "react";

import { store, topics, truthTopic, useEntry, useGroup, useLink, useTick } from "../../live";
import { JOB_NAMES } from "../jobs/catalogue";
import { TOPIC_OF, type Quantity } from "./model";

/** Repaints when one quantity of a unit has a new value, and once a second for its age. */
export function useQuantity(unit: string, experiment: string, quantity: Quantity): void {
  const [job, name] = TOPIC_OF[quantity];
  useEntry(topics.topic(unit, experiment, job, name));
  useTick();
  useLink();
}

/** Repaints when a job of the unit changes state. */
export function useStates(unit: string, experiment: string): void {
  const listen = useCallback(
    (run: () => void) => {
      const stops = JOB_NAMES.map((job) => store.subscribe(topics.stateTopic(unit, experiment, job), run));
      return () => stops.forEach((stop) => stop());
    },
    [unit, experiment],
  );
  useSyncExternalStore(listen, () => JOB_NAMES.map((job) => store.get(topics.stateTopic(unit, experiment, job))?.payload).join());
  useTick();
  useLink();
}

/** Repaints when any job of any unit changes state. */
export function useAllStates(): void {
  useGroup("$state");
  useTick();
  useLink();
}

export const useSetting = (unit: string, experiment: string, job: string, key: string): void => {
  useEntry(topics.settingTopic(unit, experiment, job, key));
};

export const useTruth = (unit: string): void => {
  useEntry(truthTopic(unit));
};
