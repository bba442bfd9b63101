import { useState } from "react";
import type { UseQueryResult } from "@tanstack/react-query";

import { refusal, type Failure } from "../../api/refusal";
import type { BackupLine, BackupRun, Backups } from "../../api/types";
import { BackupTable } from "../../features/backups/BackupTable";
import { CheckDialog } from "../../features/backups/CheckDialog";
import { copyBackup, makeBackup } from "../../features/backups/commands";
import { PlaceTable } from "../../features/backups/PlaceTable";
import { RunCard } from "../../features/backups/RunCard";
import { isUnderWay } from "../../features/errands/stages";
import { leader as t } from "../../texts/leader";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { Refused } from "../../ui/Refused";
import { Section } from "./Section";

/** Which backups are there, where do they lie, and what would they bring back? */
export function BackupSection({ backups }: { backups: UseQueryResult<Backups> }) {
  const [failure, setFailure] = useState<Failure | null>(null);
  const [asked, setAsked] = useState<string | null>(null);
  const [checking, setChecking] = useState<BackupLine | null>(null);
  const now = backups.data;
  const isBusy = isUnderWay(now?.run);
  const ask = (send: () => Promise<BackupRun>): void => {
    setFailure(null);
    send().then(
      (run) => setAsked(run.run_id),
      (error: unknown) => setFailure(refusal(error)),
    );
  };
  const whyNot = isBusy ? t.backups.underWay : (now?.why_not ?? null);
  const copy = (): void => ask(copyBackup);
  const go = (
    <Button kind="primary" icon={isBusy ? "init" : "dl"} spin={isBusy} needs="operator" whyNot={whyNot} onClick={() => ask(makeBackup)}>
      {t.backups.go}
    </Button>
  );
  return (
    <Section name="backups" title={t.backups.title} lead={t.backups.lead} actions={go}>
      <Refused failure={failure ?? (backups.isError ? refusal(backups.error) : null)} />
      {now?.why_not ? <Banner kind="info" cause={now.why_not} /> : null}
      {now?.run && isShown(now.run, asked) ? <RunCard run={now.run} onCopy={copy} /> : null}
      {now && now.damaged.length > 0 ? (
        <Banner kind="warn" cause={t.backups.damaged}>
          {now.damaged.join(" ")}
        </Banner>
      ) : null}
      {now ? <BackupTable backups={now.backups} onCheck={setChecking} /> : backups.isError ? null : <span className="skeleton" style={{ height: 160 }} />}
      {now ? (
        <div>
          <div className="subhead">
            <div>
              <h3>{t.places.title}</h3>
              {now.places.length > 0 ? <p className="t2">{t.places.lead}</p> : null}
            </div>
            {now.places.length > 0 ? (
              <Button size="sm" needs="operator" whyNot={whyNot ?? (now.backups.some((line) => line.is_here) ? null : t.places.noCopy)} onClick={copy}>
                {t.places.copy}
              </Button>
            ) : null}
          </div>
          <PlaceTable places={now.places} />
        </div>
      ) : null}
      {checking ? <CheckDialog line={checking} onClose={() => setChecking(null)} /> : null}
    </Section>
  );
}

/** One under way, one that needs a person, and one that was asked for here; a good one of the night is in the table. */
const isShown = (run: BackupRun, asked: string | null): boolean => isUnderWay(run) || run.outcome !== "succeeded" || run.run_id === asked;
