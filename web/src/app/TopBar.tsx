import { useRef, type ReactNode } from "react";

import type { Overview, Session } from "../api/types";
import { useCatchingUp, useLink, useTick } from "../live";
import { format, text } from "../texts";
import { Button } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { useWhyForbidden } from "../ui/permission";
import { AccountMenu } from "./AccountMenu";
import { ExperimentSwitch } from "./ExperimentSwitch";
import { nextTheme, useThemeChoice } from "./theme";

interface Props {
  session: Session;
  overview: Overview | undefined;
  onCreate: () => void;
  /** `isAtOnce`: the person held the button and wants no question. */
  onStopAll: (isAtOnce: boolean) => void;
  onPalette: () => void;
  /** Stands above the bar: alarms. */
  children?: ReactNode;
}

const HOLD_MS = 1500;

export function TopBar({ session, overview, onCreate, onStopAll, onPalette, children }: Props) {
  return (
    <header className="top">
      {children}
      <div className="topbar">
        <ExperimentSwitch overview={overview} onCreate={onCreate} />
        <span className="grow" />
        <button type="button" className="find" aria-keyshortcuts="Control+K" aria-label={text.frame.find} title={text.frame.find} onClick={onPalette}>
          <Icon name="search" small />
          <span aria-hidden="true">{text.frame.find}</span>
          <span className="kbd" aria-hidden="true">
            Ctrl K
          </span>
        </button>
        <LinkState />
        <ThemeButton />
        <AccountMenu me={session.me} />
        {overview?.experiment ? <StopAllButton onStopAll={onStopAll} /> : null}
      </div>
    </header>
  );
}

function LinkState() {
  const link = useLink();
  const catching = useCatchingUp();
  const now = useTick();
  const phase = link.phase === "live" && catching ? "catching_up" : link.phase;
  const seconds = link.lastMessageAt === null ? 0 : Math.max(0, now - link.lastMessageAt) / 1000;
  const word = text.frame.link[phase];
  return (
    <span className={`link ${phase}`} data-link={phase} title={text.frame.link.describe(word, seconds)}>
      <i aria-hidden="true" />
      <span>{word}</span>
      <span className="lg muted">{link.lastMessageAt === null ? "" : format.age(seconds)}</span>
    </span>
  );
}

function ThemeButton() {
  const choice = useThemeChoice();
  const label = text.frame.theme.label(text.frame.theme[choice]);
  return <Button kind="quiet" icon="sun" iconOnly className="theme" aria-label={label} title={label} onClick={nextTheme} />;
}

/** One press asks, holding it for 1.5 s does not. Never disabled for whoever may stop. */
function StopAllButton({ onStopAll }: { onStopAll: (isAtOnce: boolean) => void }) {
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const wasHeld = useRef(false);
  const release = (): void => {
    if (timer.current) clearTimeout(timer.current);
    timer.current = null;
  };
  const isForbidden = useWhyForbidden("operator") !== null;
  const press = (): void => {
    if (isForbidden) return;
    wasHeld.current = false;
    timer.current = setTimeout(() => {
      wasHeld.current = true;
      onStopAll(true);
    }, HOLD_MS);
  };
  return (
    <Button kind="danger" size="sm" icon="stop" needs="operator" data-stop-all onPointerDown={press} onPointerUp={release} onPointerLeave={release} onClick={() => !wasHeld.current && onStopAll(false)}>
      {text.frame.stopAll}
    </Button>
  );
}
