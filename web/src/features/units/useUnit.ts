import { topics, truthTopic, useEntry, useGroup, useLink, useTick } from "../../live";
import { useJobKinds } from "../jobs/catalogue";
import { TOPIC_OF, type Quantity } from "./model";

/** Repaints when one quantity of a unit has a new value, and once a second for its age. */
export function useQuantity(unit: string, experiment: string, quantity: Quantity): void {
  const [job, name] = TOPIC_OF[quantity];
  useEntry(topics.topic(unit, experiment, job, name));
  useTick();
  useLink();
}

/** Repaints when a job changes state, and once a second for what depends on time. */
export function useStates(): void {
  useJobKinds();
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
