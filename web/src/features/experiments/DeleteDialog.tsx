import { useState } from "react";

import type { Experiment, ExperimentRecord } from "../../api/types";
import { Link } from "../../app/Link";
import { clock } from "../../live";
import { format } from "../../texts";
import { experiments } from "../../texts/experiments";
import { Field } from "../../ui/Field";
import { FormDialog } from "../forms/FormDialog";
import { deleteExperiment, useRecord } from "./commands";

const t = experiments.delete;
const DAY_MS = 86_400_000;
const moment = (at: string): string => format.moment(Date.parse(at), clock.nowMs());

interface Props {
  row: Experiment;
  onClose: () => void;
  /** It is gone from the lists. */
  onGone: () => void;
}

/** Asks before an experiment disappears, says what goes and until when it can be had back; one with data is named by hand. */
export function DeleteDialog({ row, onClose, onGone }: Props) {
  const name = row.experiment;
  const [typed, setTyped] = useState("");
  const record = useRecord(name).data;
  const hasData = (record?.contents.series ?? 0) > 0;
  const send = async (): Promise<void> => {
    onClose();
    const end = await deleteExperiment(name);
    if (end.phase === "done") onGone();
  };
  return (
    <FormDialog title={t.title(name)} go={t.go(name)} isDanger whyNot={record === undefined ? t.asking : hasData && typed.trim() !== name ? t.typeFirst(name) : null} send={send} onClose={onClose}>
      <dl className="kv" data-deletes>
        {facts(row, record).map(([term, value]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {record && record.kept_days > 0 ? (
        <p className="muted small inset">
          {t.where} <Link to="/leader">{t.leaderPage}</Link>.
        </p>
      ) : null}
      {hasData ? <Field label={t.type} value={typed} onChange={(event) => setTyped(event.target.value)} autoComplete="off" spellCheck={false} /> : null}
    </FormDialog>
  );
}

function facts(row: Experiment, record: ExperimentRecord | undefined): [string, string][] {
  const units: [string, string] = [t.units, t.becomeFree(row.worker_count)];
  if (!record) return [units];
  const { series, log_lines, first_at, last_at } = record.contents;
  return [
    [t.data, series + log_lines === 0 ? t.nothing : t.recorded(series, log_lines)],
    ...(first_at && last_at ? ([[t.measured, t.span(moment(first_at), moment(last_at))]] as [string, string][]) : []),
    units,
    [t.kept, record.kept_days > 0 ? t.until(record.kept_days, format.moment(clock.nowMs() + record.kept_days * DAY_MS, clock.nowMs())) : t.never],
  ];
}
