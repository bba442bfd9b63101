import type { DeletedExperiment } from "../../api/types";
import { clock } from "../../live";
import { format } from "../../texts";
import { leader } from "../../texts/leader";
import { FormDialog } from "../forms/FormDialog";
import { removeNow } from "./deleted";

const t = leader.deleted.question;
const moment = (at: string): string => format.moment(Date.parse(at), clock.nowMs());

interface Props {
  row: DeletedExperiment;
  /** When the newest backup was made; null if there is none. */
  backupAt: string | null;
  onClose: () => void;
}

/** Asks before the data of an experiment go for good, and names what goes. */
export function RemoveDialog({ row, backupAt, onClose }: Props) {
  const facts: [string, string][] = [
    [t.created, moment(row.created_at)],
    ...(row.description ? ([[t.description, row.description]] as [string, string][]) : []),
    [t.deleted, moment(row.deleted_at)],
    [t.kept, moment(row.remove_at)],
  ];
  return (
    <FormDialog title={t.title(row.experiment)} lead={t.lead(row.experiment)} go={t.go(row.experiment)} isDanger send={() => removeNow(row.experiment).then(onClose)} onClose={onClose}>
      <dl className="kv">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {backupAt ? (
        <p className="muted small" style={{ marginTop: 12 }}>
          {t.backup(moment(backupAt))}
        </p>
      ) : null}
    </FormDialog>
  );
}
