import { useEffect, useRef } from "react";

import { format } from "../../texts";
import { config as t } from "../../texts/config";
import { Button } from "../../ui/Button";
import { Chip } from "../../ui/Chip";
import type { Saved } from "./SaveDialog";

interface Props {
  /** When it was saved, by the leader's clock. */
  atMs: number;
  units: Saved;
  onClose: () => void;
}

/** What became of a saved file on each unit; those that wait first. */
export function SavedCard({ atMs, units, onClose }: Props) {
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    // It gives back a promise in some browsers, which is no clean-up.
    box.current?.scrollIntoView({ block: "nearest" });
  }, []);
  const when = format.clock(atMs);
  return (
    <section ref={box} className="card savedcard" role="status" data-saved>
      <header>
        <h2>{t.outcome.title(when)}</h2>
        <Button size="sm" onClick={onClose}>
          {t.outcome.close}
        </Button>
      </header>
      <ul className="body">
        {units
          .toSorted((p, q) => Number(q.isAway) - Number(p.isAway))
          .map(({ unit, isAway }) => (
            <li key={unit} data-saved-on={unit}>
              <b>{unit}</b> <Chip kind={isAway ? "offline" : "ready"}>{isAway ? t.outcome.waits : t.outcome.applied(when)}</Chip>
            </li>
          ))}
      </ul>
    </section>
  );
}
