import type { ReactNode } from "react";

import { Icon, type IconName } from "./Icon";

export type ChipKind = "ready" | "init" | "sleeping" | "off" | "warn" | "alarm" | "stale" | "offline" | "loading";

const LOOK: Record<ChipKind, { classes: string; icon: IconName }> = {
  ready: { classes: "ready", icon: "check" },
  init: { classes: "init", icon: "init" },
  sleeping: { classes: "", icon: "pause" },
  off: { classes: "off", icon: "dash" },
  warn: { classes: "warn", icon: "alarm" },
  alarm: { classes: "alarm", icon: "alarm" },
  stale: { classes: "stale", icon: "clock" },
  offline: { classes: "off dash", icon: "off" },
  loading: { classes: "off", icon: "clock" },
};

/** A state by shape, word and colour together. */
export function Chip({ kind, children }: { kind: ChipKind; children: ReactNode }) {
  const { classes, icon } = LOOK[kind];
  return (
    <span className={`chip ${classes}`}>
      <Icon name={icon} spin={kind === "init"} />
      {children}
    </span>
  );
}
