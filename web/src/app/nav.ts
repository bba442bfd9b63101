import type { IconName } from "../ui/Icon";

export interface NavPage {
  name: string;
  /** Null: not in this version. */
  to: string | null;
}
export interface NavTask {
  key: IconName;
  name: string;
  pages: readonly NavPage[];
}

/** Five tasks, always in this order. Pages without an address are named as not available in this version. */
export const TASKS: readonly NavTask[] = [
  { key: "run", name: "Run", pages: [{ name: "Overview", to: "/" }, { name: "Units", to: "/units" }, { name: "Events", to: "/events" }, { name: "Plate", to: null }, { name: "Alarms", to: null }] },
  { key: "analyse", name: "Analyse", pages: [{ name: "Charts", to: null }, { name: "Compare", to: null }, { name: "Export", to: null }] },
  { key: "design", name: "Design", pages: [{ name: "Profiles", to: null }, { name: "Calibrations", to: null }, { name: "Experiments", to: null }] },
  { key: "connect", name: "Connect", pages: [{ name: "Inventory", to: null }, { name: "Plugins", to: null }] },
  { key: "manage", name: "Manage", pages: [{ name: "Upgrades", to: null }, { name: "Configuration", to: null }, { name: "People and audit", to: null }, { name: "Leader", to: null }] },
];

/** Whether a page address is, or lies below, a page of the map. */
export const isAt = (path: string, to: string): boolean => (to === "/" ? path === "/" : path === to || path.startsWith(`${to}/`));
