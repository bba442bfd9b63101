import { useId, type ButtonHTMLAttributes, type ReactNode } from "react";

import { Icon, type IconName } from "./Icon";

type Kind = "default" | "primary" | "danger" | "danger solid" | "quiet";

export interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "disabled"> {
  kind?: Kind;
  icon?: IconName;
  spin?: boolean;
  size?: "sm";
  iconOnly?: boolean;
  /** Why it cannot be pressed now. The button stays focusable and is described by this sentence. */
  whyNot?: string | null;
  children?: ReactNode;
}

export function Button({ kind = "default", icon, spin = false, size, iconOnly = false, whyNot, onClick, children, className = "", ...rest }: ButtonProps) {
  const id = useId();
  const classes = ["btn", kind === "default" ? "" : kind, size ?? "", iconOnly ? "icon" : "", className].filter(Boolean).join(" ");
  const blocked = whyNot ? { "aria-disabled": true, "aria-describedby": id, title: whyNot } : {};
  return (
    <>
      <button type="button" {...rest} {...blocked} className={classes} onClick={whyNot ? undefined : onClick}>
        {icon ? <Icon name={icon} small={size === "sm"} spin={spin} /> : null}
        {children}
      </button>
      {whyNot ? (
        <span id={id} className="sr">
          {whyNot}
        </span>
      ) : null}
    </>
  );
}
