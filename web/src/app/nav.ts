import type { IconName } from "../ui/Icon";

export interface NavPage {
  name: string;
  to: string;
}
export interface NavTask {
  key: IconName;
  name: string;
  pages: readonly NavPage[];
}

/** Five tasks, always in this order. A task without pages is named as not available in this version. */
export const TASKS: readonly NavTask[] = [
  { key: "run", name: "Run", pages: [{ name: "Overview", to: "/" }, { name: "Units", to: "/units" }, { name: "Plate", to: "/plate" }, { name: "Alarms", to: "/alarms" }, { name: "Events", to: "/events" }] },
  { key: "analyse", name: "Analyse", pages: [{ name: "Charts", to: "/charts" }, { name: "Compare", to: "/compare" }, { name: "Export", to: "/export" }] },
  { key: "design", name: "Design", pages: [{ name: "Calibrations", to: "/calibrations" }, { name: "Experiments", to: "/experiments" }] },
  { key: "connect", name: "Connect", pages: [{ name: "Inventory", to: "/inventory" }] },
  { key: "manage", name: "Manage", pages: [{ name: "Upgrades", to: "/upgrades" }, { name: "Configuration", to: "/config" }, { name: "People and audit", to: "/people" }, { name: "Leader", to: "/leader" }] },
];

/** Pages of their own beside the app, served by the same leader. */
export const DOCUMENTATION = "/docs/";

/** Whether a page address is, or lies below, a page of the map. */
export const isAt = (path: string, to: string): boolean => (to === "/" ? path === "/" : path === to || path.startsWith(`${to}/`));
