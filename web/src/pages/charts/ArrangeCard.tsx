import { arrange, isShown, useArranged, useArrangement, USUAL, withMoved, withShown } from "../../charts/arrangement";
import { text } from "../../texts";
import { Button } from "../../ui/Button";

const t = text.charts.arrange;

/** Which charts stand on the page, and in which order; kept in this browser. */
export function ArrangeCard() {
  const arrangement = useArrangement();
  const { all } = useArranged("charts");
  return (
    <section className="card choices" aria-label={t.title}>
      <header>
        <h2>{t.title}</h2>
        <button type="button" className="linkish small" onClick={() => arrange(USUAL)}>
          {t.usual}
        </button>
      </header>
      <ol>
        {all.map((kind, i) => (
          <li key={kind.key} data-arrange={kind.key}>
            <label>
              <input type="checkbox" checked={isShown(kind, "charts", arrangement)} aria-label={t.show(kind.title)} onChange={(e) => arrange(withShown(arrangement, kind, "charts", e.target.checked))} />
              <span className="ellipsis">{kind.title}</span>
            </label>
            <Button kind="quiet" size="sm" icon="up" iconOnly aria-label={t.up(kind.title)} aria-disabled={i === 0 || undefined} onClick={() => arrange(withMoved(arrangement, all, kind.key, -1))} />
            <Button kind="quiet" size="sm" icon="chev" iconOnly aria-label={t.down(kind.title)} aria-disabled={i === all.length - 1 || undefined} onClick={() => arrange(withMoved(arrangement, all, kind.key, 1))} />
          </li>
        ))}
      </ol>
      <p className="small muted">{t.kept}</p>
    </section>
  );
}
