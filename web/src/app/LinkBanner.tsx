import { clock, connection, useCatchingUp, useLink, useTick } from "../live";
import { format, text } from "../texts";
import { Banner } from "../ui/Banner";

/** Above the content while there is no live link, and while an outage is being filled in. */
export function LinkBanner() {
  const link = useLink();
  const catching = useCatchingUp();
  const now = useTick();
  if (link.phase === "down") {
    const silentS = link.lastMessageAt === null ? null : (now - link.lastMessageAt) / 1000;
    const asOf = silentS === null ? "" : format.clock(clock.nowMs() - silentS * 1000 * clock.speed, true);
    const waitS = link.nextTryAt === null ? 0 : Math.max(0, Math.round((link.nextTryAt - now) / 1000));
    return (
      <div role="status" style={{ marginBottom: "var(--gap)" }} data-banner="lost">
        <Banner kind="warn" cause={silentS === null ? text.frame.link.never : text.frame.link.lost(silentS, asOf)}>
          {text.frame.link.goOn(waitS)}{" "}
          <button type="button" className="linkish" onClick={() => connection.retryNow()}>
            {text.frame.link.retry}
          </button>
        </Banner>
      </div>
    );
  }
  if (catching) {
    return (
      <div role="status" style={{ marginBottom: "var(--gap)" }} data-banner="catching">
        <Banner kind="info" icon="init" cause={text.frame.link.catching(catching.seconds)} />
      </div>
    );
  }
  return null;
}
