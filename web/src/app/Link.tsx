import type { AnchorHTMLAttributes, MouseEvent } from "react";

import { href, navigate } from "./router";

type Props = AnchorHTMLAttributes<HTMLAnchorElement> & {
  to: string;
  /** Values for the query, beside those that every link keeps. */
  params?: Record<string, string | null>;
};

/** A link inside the app. Keeps experiment and window; opens in a new tab as any link does. */
export function Link({ to, params, children, ...rest }: Props) {
  const target = href(to, params);
  const go = (event: MouseEvent): void => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    navigate(href(to, params));
  };
  return (
    <a {...rest} href={target} onClick={go}>
      {children}
    </a>
  );
}
