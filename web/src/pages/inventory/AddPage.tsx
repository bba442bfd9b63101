import { useModels } from "../../api/queries";
import { Link } from "../../app/Link";
import { href, navigate, useParam } from "../../app/router";
import { isUnderWay } from "../../features/errands/stages";
import { useJoining } from "../../features/joining/commands";
import { JoinForm } from "../../features/joining/JoinForm";
import { JoinNotice } from "../../features/joining/JoinNotice";
import { runPath } from "../../features/joining/model";
import { joining as t } from "../../texts/joining";
import { Banner } from "../../ui/Banner";
import { useTitle, type PageProps } from "../common";

/** Which unit joins, and how does the leader get in? */
export function AddPage({ session }: PageProps) {
  useTitle(t.add.name, session.cluster_name);
  const [unit] = useParam("unit");
  const now = useJoining();
  const models = useModels();
  const run = now.data?.run;
  const whyNot = now.data?.why_not ?? null;
  return (
    <div className="narrow">
      <div className="pagehead">
        <div>
          <div className="crumb">
            <Link to="/inventory">{t.crumb}</Link>
            <span>/</span>
          </div>
          <h1 tabIndex={-1}>{t.add.name}</h1>
          <p className="meta">{t.add.lead}</p>
        </div>
      </div>
      <div className="stack">
        {whyNot ? (
          <Banner kind="info" cause={t.add.whyNot}>
            {whyNot}
          </Banner>
        ) : null}
        {run && isUnderWay(run) ? <JoinNotice run={run} /> : null}
        <JoinForm key={unit} unit={unit} models={models.data ?? []} whyNot={whyNot ?? (now.data ? null : t.loading)} onBegun={(begun) => navigate(href(runPath(begun)))} />
      </div>
    </div>
  );
}
