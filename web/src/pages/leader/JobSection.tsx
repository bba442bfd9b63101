import { useState } from "react";

import { refusal } from "../../api/refusal";
import { FormDialog } from "../../features/forms/FormDialog";
import { isUnderWay, Outcome, useAction } from "../../features/jobs/Outcome";
import { restartWebServer, useLeaderJobs, useWebServer, WEB_SERVER } from "../../features/services/commands";
import { clock } from "../../live";
import { format, text } from "../../texts";
import { leader } from "../../texts/leader";
import { Button } from "../../ui/Button";
import { Chip } from "../../ui/Chip";
import { Refused } from "../../ui/Refused";
import { Table, type Column } from "../../ui/Table";
import { Section } from "./Section";

const t = leader.services;
const c = t.columns;
const WEB = "web";

interface Row {
  name: string;
  /** Null where it does not say. */
  since: string | null;
  isWell: boolean;
}

const columnsOf = (isBusy: boolean, onRestart: () => void): readonly Column<Row>[] => [
  { key: "name", title: c.name, isShort: true, cell: (row) => <b>{t.names[row.name] ?? text.actions.JobName(row.name)}</b> },
  { key: "does", title: c.does, isWide: true, cell: (row) => t.does[row.name] ?? "" },
  { key: "since", title: c.since, isShort: true, cell: (row) => (row.since ? format.moment(Date.parse(row.since), clock.nowMs()) : format.NONE) },
  { key: "state", title: c.state, isShort: true, cell: (row) => <Chip kind={row.isWell ? "ready" : "alarm"}>{row.name === WEB ? t.answers : row.isWell ? t.runs : t.stopped}</Chip> },
  {
    key: "actions",
    title: c.actions,
    isUnnamed: true,
    cell: (row) =>
      row.name === WEB ? (
        <Button size="sm" needs="admin" aria-label={t.restartOf} {...(isBusy ? { icon: "init" as const, spin: true } : {})} onClick={onRestart}>
          {t.restart}
        </Button>
      ) : null,
  },
];

/** What runs on the leader for as long as it is on? */
export function JobSection() {
  const jobs = useLeaderJobs();
  const web = useWebServer();
  const record = useAction(WEB_SERVER);
  const [isAsked, setAsked] = useState(false);
  const rows: Row[] = [
    ...(jobs.data ?? []).map((job) => ({ name: job.job_name, since: job.started_at, isWell: job.is_running === 1 })),
    ...(web.data ? [{ name: WEB, since: null, isWell: web.data.state === "ready" }] : []),
  ];
  const go = async (): Promise<void> => {
    setAsked(false);
    await restartWebServer();
  };
  return (
    <Section name="jobs" title={t.title} lead={t.lead}>
      <Outcome record={record} />
      <Refused failure={jobs.isError ? refusal(jobs.error) : null} />
      {jobs.data ? <Table name="leader-jobs" caption={t.caption} columns={columnsOf(isUnderWay(record), () => setAsked(true))} rows={rows} keyOf={(row) => row.name} marks={(row) => ({ "data-leader-job": row.name })} empty={<p>{t.none}</p>} /> : null}
      {isAsked ? <FormDialog title={t.question.title} lead={t.question.lead} go={t.question.go} send={go} onClose={() => setAsked(false)} /> : null}
    </Section>
  );
}
