export { freshness, type Freshness } from "./age";
export type { Link } from "./connection";
export { useCatchingUp, useEntry, useExperimentTopics, useGroup, useLink, useTick, useTruthTopics } from "./hooks";
export { clock, connection, finishCatchingUp, isLinkUp, onLinkReturn, startLive, store } from "./instances";
export { json } from "./json";
export { presence, usePresence, type Presence } from "./presence";
export type { Entry } from "./store";
export * as topics from "./topics";
export { split, truthTopic } from "./topics";
