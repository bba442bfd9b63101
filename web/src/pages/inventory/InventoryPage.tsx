import { useState } from "react";

import { refusal } from "../../api/refusal";
import { useAssignments, useModels } from "../../api/queries";
import { href, navigate, useParam } from "../../app/router";
import { ClocksDialog } from "../../features/inventory/ClocksDialog";
import { GONE, useClocks, useWorkers } from "../../features/inventory/commands";
import { InventoryDialog, type Question } from "../../features/inventory/dialogs";
import { InventoryTable } from "../../features/inventory/InventoryTable";
import { otherVersions, rowsOf } from "../../features/inventory/model";
import { Outcome, useAction } from "../../features/jobs/Outcome";
import { useJoining } from "../../features/joining/commands";
import { JoinNotice } from "../../features/joining/JoinNotice";
import { Newcomers } from "../../features/joining/Newcomers";
import { useReleases } from "../../features/upgrades/commands";
import { presence, useTick } from "../../live";
import { inventory as t } from "../../texts/inventory";
import { Button } from "../../ui/Button";
import { Refused } from "../../ui/Refused";
import { useTitle, type PageProps } from "../common";

/** Which units are there, what are they, and are they well set up? */
export function InventoryPage({ session, overview }: PageProps) {
  useTitle(t.name, session.cluster_name);
  useTick();
  const workers = useWorkers();
  const assignments = useAssignments(true);
  const releases = useReleases(false);
  const clocks = useClocks();
  const models = useModels();
  const gone = useAction(GONE);
  const joining = useJoining();
  const whyNot = joining.data ? joining.data.why_not : t.loading;
  const [sort, setSort] = useParam("sort", "unit");
  const [dialog, setDialog] = useParam("dialog");
  const [asked, setAsked] = useState<{ unit: string; question: Question } | null>(null);
  const rows = workers.data ? rowsOf({ leader: session.leader, workers: workers.data, assignments: assignments.data ?? [], releases: releases.data ?? [], clocks: clocks.data ?? {} }) : [];
  const mixed = otherVersions(rows);
  const row = rows.find((one) => one.unit === asked?.unit);
  const answering = rows.filter((one) => presence(one.unit).state === "online").length;
  return (
    <>
      <div className="pagehead">
        <div>
          <h1 tabIndex={-1}>{t.name}</h1>
          <div className="meta">
            {rows.length > 0 ? <span>{t.meta(rows.length, answering)}</span> : null}
            {mixed ? <span>{t.mixed(mixed.version, mixed.units)}</span> : null}
          </div>
        </div>
        <div className="actions">
          <Button icon="clock" onClick={() => setDialog("clocks")}>
            {t.clocks.open}
          </Button>
          <Button kind="primary" icon="plus" needs="admin" whyNot={whyNot} onClick={() => navigate(href("/inventory/add"))}>
            {t.add}
          </Button>
        </div>
      </div>
      <div className="stack">
        {joining.data?.run ? <JoinNotice run={joining.data.run} /> : null}
        <Outcome record={gone} />
        <Refused failure={workers.isError ? refusal(workers.error) : null} />
        {workers.data ? (
          <InventoryTable rows={rows} models={models.data ?? []} leaderVersion={rows.find((one) => one.isLeader)?.version ?? null} sort={sort} onSort={setSort} onAsk={(unit, question) => setAsked({ unit, question })} />
        ) : workers.isError ? null : (
          <span className="skeleton" style={{ height: 200 }} />
        )}
        {joining.data && !joining.data.why_not ? <Newcomers whyNot={whyNot} /> : null}
        {joining.data?.why_not ? <p className="muted">{t.fixed(joining.data.why_not)}</p> : null}
      </div>
      {dialog === "clocks" && workers.data ? <ClocksDialog leader={session.leader} units={rows.map((one) => one.unit)} onClose={() => setDialog("")} /> : null}
      {asked && row ? <InventoryDialog row={row} question={asked.question} models={models.data ?? []} experiments={overview.experiments} leavesInStages={joining.data?.why_not === null} onClose={() => setAsked(null)} /> : null}
    </>
  );
}
