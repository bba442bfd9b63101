import type { Join } from "../../api/types";
import { Link } from "../../app/Link";
import { clock, useTick } from "../../live";
import { joining as t } from "../../texts/joining";
import { Chip } from "../../ui/Chip";
import { isUnderWay, runSeconds } from "../errands/stages";
import { chipOf, runPath, stageNow } from "./model";

/** The unit that joins or leaves, or the last one, with the way back to its stages. */
export function JoinNotice({ run }: { run: Join }) {
  useTick();
  const isLive = isUnderWay(run);
  const { kind, words } = chipOf(run, runSeconds(run, clock.nowMs(), clock.speed));
  return (
    <section className="card joinnotice" data-join-notice={run.unit} data-join-outcome={run.outcome}>
      <Chip kind={kind}>{words}</Chip>
      <div>
        <h2>{isLive ? t.notice.underWay[run.kind](run.unit) : t.notice.over[run.kind](run.unit, run.outcome === "succeeded")}</h2>
        <span className="t2">{isLive ? stageNow(run)?.title : (run.failure?.cause ?? run.message)}</span>
      </div>
      <Link to={runPath(run)}>{t.notice.show}</Link>
    </section>
  );
}
