import { useId, useRef, useState } from "react";

import { refusal, type Failure } from "../../api/refusal";
import type { UpgradesNow } from "../../api/types";
import { upgrades as t } from "../../texts/upgrades";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { useWhyForbidden } from "../../ui/permission";
import { Refused } from "../../ui/Refused";
import { removeBundle, upload } from "./commands";

type Phase = { at: "idle" } | { at: "sending"; sent: number; total: number; waitS: number } | { at: "checking" };

/** The release that is here, what is new in it, and the way for another one to come. */
export function BundleCard({ now, isBusy }: { now: UpgradesNow; isBusy: boolean }) {
  const { bundle } = now;
  const [refused, setRefused] = useState<{ name: string; failure: Failure } | null>(null);
  const [phase, setPhase] = useState<Phase>({ at: "idle" });
  const abort = useRef<AbortController | null>(null);
  const take = async (file: File): Promise<void> => {
    setRefused(null);
    if (!file.name.endsWith(".tar")) return setRefused({ name: file.name, failure: { cause: t.bundle.notTar(file.name), remedy: null } });
    abort.current = new AbortController();
    const total = file.size;
    setPhase({ at: "sending", sent: 0, total, waitS: 0 });
    const change = (part: { sent?: number; waitS?: number }): void => setPhase((old) => (old.at === "sending" ? { ...old, ...part } : old));
    try {
      await upload(file, { signal: abort.current.signal, onProgress: (sent) => change({ sent }), onWaiting: (waitS) => change({ waitS }) }, () => setPhase({ at: "checking" }));
    } catch (error) {
      if (!abort.current.signal.aborted) setRefused({ name: file.name, failure: refusal(error) });
    }
    setPhase({ at: "idle" });
  };
  return (
    <section className="card" data-bundle={bundle?.version ?? ""}>
      <header>
        <h2>{bundle ? t.bundle.checked(bundle.version) : t.bundle.none}</h2>
        {bundle && !isBusy ? (
          <Button kind="quiet" size="sm" needs="admin" onClick={() => void removeBundle()} aria-label={`${t.bundle.remove} ${bundle.version}`}>
            {t.bundle.remove}
          </Button>
        ) : null}
      </header>
      <div className="body">
        {now.why_not ? <Banner kind="info" cause={t.bundle.staysOut}>{now.why_not}</Banner> : null}
        {refused ? (
          <div data-refused="">
            <p className="sr">{t.bundle.refused(refused.name)}</p>
            <Refused failure={refused.failure} />
          </div>
        ) : null}
        {bundle ? (
          <>
            <div className="bundlefacts">
              <p className="t2">{t.bundle.facts(bundle.architecture, bundle.pythons, bundle.bytes)}</p>
            </div>
            <News now={now} />
          </>
        ) : (
          <p className="t2" style={{ maxWidth: "64ch", marginBottom: 12 }}>
            {t.bundle.noneBody}
          </p>
        )}
        {isBusy ? null : <div style={{ marginTop: bundle ? 16 : 0 }}>{phase.at === "idle" ? <Drop isFirst={!bundle} onFile={(file) => void take(file)} /> : <Progress phase={phase} onCancel={() => abort.current?.abort()} />}</div>}
      </div>
    </section>
  );
}

function News({ now }: { now: UpgradesNow }) {
  if (now.news.length === 0) return <p className="muted">{t.bundle.noNews}</p>;
  return (
    <>
      {now.news.map((part, i) => (
        <section key={`${part.version}${part.heading}`} className="newspart">
          <h3>{part.heading || (now.news.filter((one) => !one.heading).length > 1 ? `${t.bundle.news}, ${part.version}` : t.bundle.news)}</h3>
          <ul className="news" data-news={i}>
            {part.items.map((item) => (
              <li key={item}>{item}</li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

function Drop({ isFirst, onFile }: { isFirst: boolean; onFile: (file: File) => void }) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const words = isFirst ? t.bundle.choose : t.bundle.other;
  const isForbidden = useWhyForbidden("admin") !== null;
  if (isForbidden) return <Button needs="admin">{words}</Button>;
  const drop = (event: React.DragEvent): void => {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (file) onFile(file);
  };
  return (
    <div className={`dropfile${isOver ? " over" : ""}`} onDragOver={(e) => (e.preventDefault(), setOver(true))} onDragLeave={() => setOver(false)} onDrop={drop} role="presentation">
      <label htmlFor={id} className={`btn${isFirst ? " primary" : ""}`}>
        {words}
      </label>
      <input
        id={id}
        ref={input}
        type="file"
        accept=".tar"
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = "";
          if (file) onFile(file);
        }}
      />
      <span className="muted">{t.bundle.drop}</span>
    </div>
  );
}

function Progress({ phase, onCancel }: { phase: Exclude<Phase, { at: "idle" }>; onCancel: () => void }) {
  if (phase.at === "checking")
    return (
      <p role="status" className="t2">
        {t.bundle.checking}
      </p>
    );
  const share = Math.round((100 * phase.sent) / Math.max(1, phase.total));
  return (
    <div>
      <p className="t2">{t.bundle.sending(phase.sent, phase.total)}</p>
      <div className="upmeter" role="progressbar" aria-label={t.bundle.progress} aria-valuenow={share} aria-valuemin={0} aria-valuemax={100}>
        <i style={{ width: `${share}%` }} />
      </div>
      {phase.waitS > 0 ? <p role="status">{t.bundle.waiting(phase.waitS)}</p> : null}
      <Button size="sm" onClick={onCancel}>
        {t.bundle.cancel}
      </Button>
    </div>
  );
}
