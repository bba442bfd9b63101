import { useState } from "react";

import { loadedVersion } from "../../api/queries";
import { refusal, type Failure } from "../../api/refusal";
import type { Run, UpgradesNow } from "../../api/types";
import { isUnderWay } from "../../features/errands/stages";
import { BundleCard } from "../../features/upgrades/BundleCard";
import { stop, useReleases, useUpgrades } from "../../features/upgrades/commands";
import { versionsIn } from "../../features/upgrades/model";
import { PlanDialog } from "../../features/upgrades/PlanDialog";
import { ReleaseTable } from "../../features/upgrades/ReleaseTable";
import { RunCard } from "../../features/upgrades/RunCard";
import { RunHistory } from "../../features/upgrades/RunHistory";
import { useTick } from "../../live";
import { upgrades as t } from "../../texts/upgrades";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Refused } from "../../ui/Refused";
import { useTitle, type PageProps } from "../common";

type Open = null | "upgrade" | "rollback" | "stop";

/** Which release does each unit use, and how does the next one come to all of them? */
export function UpgradesPage({ session }: PageProps) {
  useTitle(t.name, session.cluster_name);
  const now = useUpgrades();
  const isBusy = isUnderWay(now.data?.run);
  const releases = useReleases(isBusy);
  const [open, setOpen] = useState<Open>(null);
  const rows = releases.data ?? [];
  const versions = versionsIn(rows);
  const canGoBack = rows.some((row) => row.release?.change && row.release.change.come_from !== row.release.change.to && ["accepted", "stuck"].includes(row.release.change.step));
  const close = (): void => setOpen(null);
  return (
    <>
      <div className="pagehead">
        <div>
          <h1 tabIndex={-1}>{t.name}</h1>
          <div className="meta">
            {now.data ? <span>{t.meta(session.leader, now.data.version)}</span> : null}
            {versions.length > 1 ? <span>{t.mixed(versions.length)}</span> : versions.length === 1 ? <span>{t.same(rows.filter((row) => row.release).length)}</span> : null}
          </div>
        </div>
        {now.data && !isBusy ? (
          <div className="actions">
            {canGoBack ? (
              <Button icon="undo" needs="admin" onClick={() => setOpen("rollback")} whyNot={now.data.why_not}>
                {t.rollback}
              </Button>
            ) : null}
            <Button kind="primary" icon="up" needs="admin" onClick={() => setOpen("upgrade")} whyNot={now.data.why_not ?? (now.data.bundle ? null : t.noBundle)}>
              {t.upgrade}
            </Button>
          </div>
        ) : null}
      </div>
      <div className="stack">
        {now.isError && now.data ? <Silence /> : null}
        <NewPage version={now.data?.version ?? ""} isBusy={isBusy} />
        {now.data ? <Content now={now.data} isBusy={isBusy} onOpen={setOpen} /> : now.isError ? <Refused failure={refusal(now.error)} /> : <span className="skeleton" style={{ height: 160 }} />}
        <section>
          <h2 style={{ marginBottom: 8 }}>{t.units.title}</h2>
          {releases.data ? <ReleaseTable rows={rows} /> : releases.isError ? <Refused failure={refusal(releases.error)} /> : <p className="muted">{t.loading}</p>}
        </section>
        <section>
          <h2 style={{ marginBottom: 8 }}>{t.history.title}</h2>
          <RunHistory version={`${now.data?.run?.run_id ?? ""}${now.data?.run?.outcome ?? ""}`} />
        </section>
      </div>
      {open === "upgrade" || open === "rollback" ? <PlanDialog kind={open} onClose={close} /> : null}
      {open === "stop" ? <StopQuestion onClose={close} /> : null}
    </>
  );
}

function Content({ now, isBusy, onOpen }: { now: UpgradesNow; isBusy: boolean; onOpen: (open: Open) => void }) {
  const run: Run | null = now.run ?? null;
  return (
    <>
      {run ? <RunCard key={run.run_id} run={run} onStop={() => onOpen("stop")} onAgain={onOpen} onRollback={() => onOpen("rollback")} /> : null}
      <BundleCard now={now} isBusy={isBusy} />
    </>
  );
}

/** The leader's web server starts again while its release changes: a page that says so, and goes on by itself. */
function Silence() {
  const tick = useTick();
  const [since] = useState(tick);
  return (
    <div role="status" data-banner="upgrade-silence">
      <Banner kind="info" icon="init" cause={t.run.lost((tick - since) / 1000)}>
        {t.run.lostBody}
      </Banner>
    </div>
  );
}

/** After the leader has changed, this page is the one of the release of before. */
function NewPage({ version, isBusy }: { version: string; isBusy: boolean }) {
  if (!version || isBusy || version === loadedVersion()) return null;
  return (
    <Banner kind="info" cause={t.run.reload(version)}>
      {t.run.reloadBody}{" "}
      <button type="button" className="linkish" onClick={() => location.reload()}>
        {t.run.reloadGo}
      </button>
    </Banner>
  );
}

function StopQuestion({ onClose }: { onClose: () => void }) {
  const [failure, setFailure] = useState<Failure | null>(null);
  const go = async (): Promise<void> => {
    try {
      await stop();
      onClose();
    } catch (error) {
      setFailure(refusal(error));
    }
  };
  return (
    <Dialog
      title={t.run.stopTitle}
      onClose={onClose}
      footer={
        <>
          <span className="grow" />
          <Button data-first onClick={onClose}>
            {t.run.stopCancel}
          </Button>
          <Button kind="danger solid" icon="stop" onClick={() => void go()}>
            {t.run.stopGo}
          </Button>
        </>
      }
    >
      <Refused failure={failure} />
      <p>{t.run.stopBody}</p>
    </Dialog>
  );
}
