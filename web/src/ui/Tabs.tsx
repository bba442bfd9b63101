import { useId, type ReactNode } from "react";

interface Props<T extends string> {
  label: string;
  tabs: readonly (readonly [T, string])[];
  value: string;
  onPick: (value: T) => void;
  children: ReactNode;
}

/** Parts of one page of which one is shown. Arrows go from tab to tab. */
export function Tabs<T extends string>({ label, tabs, value, onPick, children }: Props<T>) {
  const id = useId();
  const at = Math.max(0, tabs.findIndex(([key]) => key === value));
  const onKeyDown = (event: React.KeyboardEvent<HTMLDivElement>): void => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    const next = tabs[(at + step + tabs.length) % tabs.length];
    if (step === 0 || !next) return;
    event.preventDefault();
    onPick(next[0]);
    event.currentTarget.querySelector<HTMLElement>(`[data-tab="${next[0]}"]`)?.focus();
  };
  return (
    <>
      <div className="tabs" role="tablist" tabIndex={-1} aria-label={label} onKeyDown={onKeyDown}>
        {tabs.map(([key, word], i) => (
          <button key={key} type="button" role="tab" id={`${id}-${key}`} data-tab={key} aria-selected={i === at} aria-controls={`${id}-panel`} tabIndex={i === at ? 0 : -1} onClick={() => onPick(key)}>
            {word}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${tabs[at]?.[0]}`}>
        {children}
      </div>
    </>
  );
}
