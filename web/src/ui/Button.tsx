import { useId, type ButtonHTMLAttributes, type ReactNode } from "react";

import { Icon, type IconName } from "./Icon";
import { useWhyForbidden, type Needs } from "./permission";

type Kind = "default" | "primary" | "danger" | "danger solid" | "quiet";

export interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "disabled"> {
  kind?: Kind;
  icon?: IconName;
  spin?: boolean;
  size?: "sm";
  iconOnly?: boolean;
  /** Why it cannot be pressed now. The button stays focusable and is described by this sentence. */
  whyNot?: string | null;
  /** The role that a person needs for it; whoever has less is told so. */
  needs?: Needs;
  children?: ReactNode;
}

/** A button that cannot be pressed sends no form either. */
const refuse = (event: React.MouseEvent): void => event.preventDefault();

export function Button({ kind = "default", icon, spin = false, size, iconOnly = false, whyNot, needs, onClick, children, className = "", ...rest }: ButtonProps) {
  const id = useId();
  const classes = ["btn", kind === "default" ? "" : kind, size ?? "", iconOnly ? "icon" : "", className].filter(Boolean).join(" ");
  const forbidden = useWhyForbidden(needs);
  const reason = forbidden ?? whyNot;
  const blocked = reason ? { "aria-disabled": true, "aria-describedby": id, title: reason } : {};
  return (
    <>
      <button type="button" {...rest} {...blocked} className={classes} onClick={reason ? refuse : onClick}>
        {icon ? <Icon name={icon} small={size === "sm"} spin={spin} /> : null}
        {children}
      </button>
      {reason ? (
        <span id={id} className="sr">
          {reason}
        </span>
      ) : null}
    </>
  );
}
