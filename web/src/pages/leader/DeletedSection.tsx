import type { UseQueryResult } from "@tanstack/react-query";
import { useState } from "react";

import { refusal } from "../../api/refusal";
import type { DeletedExperiment } from "../../api/types";
import { DELETED } from "../../features/experiments/deleted";
import { DeletedTable } from "../../features/experiments/DeletedTable";
import { RemoveDialog } from "../../features/experiments/RemoveDialog";
import { Outcome, useAction } from "../../features/jobs/Outcome";
import { leader as t } from "../../texts/leader";
import { Refused } from "../../ui/Refused";
import { Section } from "./Section";

/** Which experiments can be had back, and until when? */
export function DeletedSection({ deleted, backupAt }: { deleted: UseQueryResult<DeletedExperiment[]>; backupAt: string | null }) {
  const [asked, setAsked] = useState<DeletedExperiment | null>(null);
  return (
    <Section name="deleted" title={t.deleted.title} lead={t.deleted.lead}>
      <Outcome record={useAction(DELETED)} />
      <Refused failure={deleted.isError ? refusal(deleted.error) : null} />
      {deleted.data ? <DeletedTable rows={deleted.data} onRemove={setAsked} /> : null}
      {asked ? <RemoveDialog row={asked} backupAt={backupAt} onClose={() => setAsked(null)} /> : null}
    </Section>
  );
}
