import type { ReactNode } from "react";

import { Icon, type IconName } from "./Icon";

type Kind = "info" | "warn" | "alarm" | "ok";
const ICONS: Record<Kind, IconName> = { info: "info", warn: "off", alarm: "alarm", ok: "check" };

/** Cause in bold, what follows in plain, buttons at the end. Never closed by time. */
export function Banner({ kind, cause, icon, children }: { kind: Kind; cause: ReactNode; icon?: IconName; children?: ReactNode }) {
  return (
    <div className={`banner ${kind}`}>
      <Icon name={icon ?? ICONS[kind]} />
      <div>
        <b>{cause}</b>
        {children}
      </div>
    </div>
  );
}
