import { useEffect, useId, useRef, type ReactNode } from "react";
import { createPortal } from "react-dom";

import { focusOr } from "./useFocusBack";

interface Props {
  title: ReactNode;
  lead?: ReactNode;
  footer: ReactNode;
  onClose: () => void;
  isWide?: boolean;
  children?: ReactNode;
}

const FOCUSABLE = "a[href], button:not([disabled]), input:not([disabled]), select, textarea, [tabindex]:not([tabindex='-1'])";

/**
 * Modal dialog; a sheet from below on phones. Focus goes to the element marked `data-first`, else to the heading, stays
 * inside, and returns to the opener, or to the heading of the page if that is gone. The page behind is inert.
 */
export function Dialog({ title, lead, footer, onClose, isWide = false, children }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const id = useId();
  useEffect(() => {
    const opener = document.activeElement;
    const root = document.getElementById("root");
    root?.setAttribute("inert", "");
    (box.current?.querySelector<HTMLElement>("[data-first]") ?? heading.current)?.focus();
    return () => {
      root?.removeAttribute("inert");
      focusOr(opener);
    };
  }, []);
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.key === "Escape" && !event.shiftKey) {
      event.stopPropagation();
      onClose();
    }
    if (event.key === "Tab") trap(event, box.current);
  };
  return createPortal(
    <div className="scrim" onPointerDown={(e) => e.target === e.currentTarget && onClose()}>
      <div ref={box} className={`dialog${isWide ? " wide" : ""}`} role="dialog" aria-modal="true" aria-labelledby={id} onKeyDown={onKeyDown}>
        <header>
          <div>
            <h2 id={id} ref={heading} tabIndex={-1}>
              {title}
            </h2>
            {lead ? <p className="small muted">{lead}</p> : null}
          </div>
        </header>
        <div className="body">{children}</div>
        <footer>{footer}</footer>
      </div>
    </div>,
    document.body,
  );
}

function trap(event: React.KeyboardEvent, box: HTMLElement | null): void {
  const inside = [...(box?.querySelectorAll<HTMLElement>(FOCUSABLE) ?? [])].filter((e) => e.offsetParent !== null);
  const first = inside[0];
  const last = inside.at(-1);
  if (!first || !last) return;
  const at = document.activeElement;
  if (event.shiftKey && (at === first || !inside.includes(at as HTMLElement))) {
    event.preventDefault();
    last.focus();
  } else if (!event.shiftKey && at === last) {
    event.preventDefault();
    first.focus();
  }
}
