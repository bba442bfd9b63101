import { useTick } from "../../live";
import { text } from "../../texts";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Icon } from "../../ui/Icon";
import type { ActionRecord } from "../jobs/actionStore";
import { Outcome, useAction } from "../jobs/Outcome";
import { countOf, dropRest, isUnderWay, worstFirst, type BulkRun, type Item } from "./bulkRun";

const t = text.bulk.run;

/** What became of a bulk action on each unit, unresolved first. Closing it cancels nothing. */
export function RunDialog({ run, onClose }: { run: BulkRun; onClose: () => void }) {
  const { done, failed, total } = countOf(run);
  const isOpen = isUnderWay(run);
  return (
    <Dialog
      isWide
      title={run.title}
      lead={isOpen ? t.lead : undefined}
      onClose={onClose}
      footer={
        <>
          <span className="grow" />
          {run.items.some((item) => item.state === "queued") ? (
            <Button icon="stop" onClick={dropRest}>
              {t.drop}
            </Button>
          ) : null}
          <Button data-first onClick={onClose}>
            {isOpen ? t.background : t.close}
          </Button>
        </>
      }
    >
      <p className="bulksum" role="status" data-bulk-run={isOpen ? "open" : "ended"}>
        <b>{isOpen ? t.under(done, total) : t.ended(done, total)}</b> {failed > 0 ? <span className="wrong">{t.failed(failed)}</span> : null}
      </p>
      <ul className="bulkrun">
        {worstFirst(run.items).map((item) => (
          <li key={item.unit} data-bulk-item={item.unit} data-state={item.end?.phase ?? item.state}>
            <b className="ellipsis">{item.label}</b>
            <One item={item} />
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

function One({ item }: { item: Item }) {
  const live = useAction(item.key);
  if (item.state === "queued" || item.state === "dropped") {
    return (
      <span className="outcome">
        <Icon name={item.state === "queued" ? "clock" : "dash"} small />
        {item.state === "queued" ? <Waiting askAt={item.askAt} /> : t.dropped}
      </span>
    );
  }
  return <Outcome record={newest(live, item.end)} />;
}

/** The record of the store as long as it is of this action: it may be done after all, when somebody looks once more. */
const newest = (live: ActionRecord | undefined, end: ActionRecord | null): ActionRecord | undefined => (end === null || live?.id === end.id ? live : end);

function Waiting({ askAt }: { askAt: number | null }) {
  const now = useTick();
  return <>{askAt === null ? t.queued : t.inS(Math.max(0, Math.ceil((askAt - now) / 1000)))}</>;
}
