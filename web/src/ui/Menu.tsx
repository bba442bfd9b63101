import { useEffect, useRef, useState } from "react";

import { Button } from "./Button";
import type { IconName } from "./Icon";
import { Icon } from "./Icon";
import { useWhyForbidden, type Needs } from "./permission";

export interface MenuItem {
  label: string;
  icon?: IconName;
  keyHint?: string;
  onPick: () => void;
  /** Why it cannot be picked now. */
  whyNot?: string | null;
  needs?: Needs;
}

const GAP_PX = 8;

/** Shows a list over everything, because a table that scrolls would cut it off. */
function show(menu: HTMLDivElement | null): void {
  menu?.showPopover();
  place(menu);
}

/** Puts a list below its button, or above it where there is no room. */
function place(menu: HTMLDivElement | null): void {
  const at = menu?.parentElement?.getBoundingClientRect();
  if (!menu || !at) return;
  const { width, height } = menu.getBoundingClientRect();
  const isLow = at.bottom + height + GAP_PX > innerHeight;
  menu.style.top = `${isLow ? Math.max(GAP_PX, at.top - height) : at.bottom}px`;
  menu.style.left = `${Math.max(GAP_PX, at.right - width)}px`;
}

/** A button, by default with three dots, that opens a list of actions. Arrows move, Esc closes. */
export function Menu({ label, items, size, icon = "more" }: { label: string; items: readonly MenuItem[]; size?: "sm"; icon?: IconName }) {
  const [isOpen, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!isOpen) return;
    box.current?.querySelector<HTMLElement>("[role=menuitem]")?.focus({ preventScroll: true });
    const away = (event: PointerEvent): void => {
      if (!box.current?.contains(event.target as Node)) setOpen(false);
    };
    // The list goes where its button goes: a browser tells of scrolling late, after the key that opened the list too.
    const moved = (): void => {
      const at = box.current?.getBoundingClientRect();
      if (!at || at.bottom < 0 || at.top > innerHeight) setOpen(false);
      else place(box.current?.querySelector<HTMLDivElement>("[role=menu]") ?? null);
    };
    addEventListener("pointerdown", away);
    addEventListener("scroll", moved, { capture: true, passive: true });
    return () => {
      removeEventListener("pointerdown", away);
      removeEventListener("scroll", moved, { capture: true });
    };
  }, [isOpen]);
  const close = (): void => {
    setOpen(false);
    box.current?.querySelector<HTMLElement>("button")?.focus();
  };
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (!isOpen) return;
    const entries = [...(box.current?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];
    const at = entries.indexOf(document.activeElement as HTMLElement);
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      entries[(at + step + entries.length) % entries.length]?.focus();
    } else if (event.key === "Escape" || event.key === "Tab") {
      event.stopPropagation();
      close();
    }
  };
  return (
    <div className="menuwrap" ref={box} onKeyDown={onKeyDown} role="presentation">
      <Button kind="quiet" icon={icon} iconOnly aria-label={label} aria-haspopup="menu" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)} {...(size ? { size } : {})} />
      {isOpen ? (
        <div className="menu" role="menu" popover="manual" aria-label={label} ref={show}>
          {items.map((item) => (
            <Entry
              key={item.label}
              item={item}
              onPick={() => {
                close();
                item.onPick();
              }}
            />
          ))}
        </div>
      ) : null}
    </div>
  );
}

function Entry({ item, onPick }: { item: MenuItem; onPick: () => void }) {
  const forbidden = useWhyForbidden(item.needs);
  const reason = forbidden ?? item.whyNot;
  return (
    <button type="button" role="menuitem" tabIndex={-1} {...(reason ? { "aria-disabled": true } : {})} onClick={() => !reason && onPick()}>
      {item.icon ? <Icon name={item.icon} /> : null}
      <span>
        {item.label}
        {reason ? <span className="why">{reason}</span> : null}
      </span>
      {item.keyHint ? <span className="kbd">{item.keyHint}</span> : null}
    </button>
  );
}
