import { useEffect, useRef, useState } from "react";

import { Button } from "./Button";
import type { IconName } from "./Icon";
import { Icon } from "./Icon";

export interface MenuItem {
  label: string;
  icon?: IconName;
  keyHint?: string;
  onPick: () => void;
}

/** A button, by default with three dots, that opens a list of actions. Arrows move, Esc closes. */
export function Menu({ label, items, size, icon = "more" }: { label: string; items: readonly MenuItem[]; size?: "sm"; icon?: IconName }) {
  const [isOpen, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!isOpen) return;
    box.current?.querySelector<HTMLElement>("[role=menuitem]")?.focus();
    const away = (event: PointerEvent): void => {
      if (!box.current?.contains(event.target as Node)) setOpen(false);
    };
    addEventListener("pointerdown", away);
    return () => removeEventListener("pointerdown", away);
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
        <div className="menu" role="menu" aria-label={label} style={{ top: "100%", right: 0 }}>
          {items.map((item) => (
            <button
              key={item.label}
              type="button"
              role="menuitem"
              tabIndex={-1}
              onClick={() => {
                close();
                item.onPick();
              }}
            >
              {item.icon ? <Icon name={item.icon} /> : null}
              {item.label}
              {item.keyHint ? <span className="kbd">{item.keyHint}</span> : null}
            </button>
          ))}
        </div>
      ) : null}
    </div>
  );
}
