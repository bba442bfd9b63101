import type { Join } from "../../api/types";
import { clock, useTick } from "../../live";
import { format } from "../../texts";
import { errands } from "../../texts/errands";
import { joining as t } from "../../texts/joining";
import { Banner } from "../../ui/Banner";
import { StageList } from "../../ui/StageList";
import { isUnderWay, stageTime } from "../errands/stages";
import { Said } from "../errands/Said";
import { stageNow } from "./model";
import { Remedy } from "./Remedy";

interface Props {
  run: Join;
  whyNot: string | null;
  onBegun: (run: Join) => void;
}

/** The stages of a unit that joins or leaves, with their times; where it stopped, what to do about it. */
export function JoinCard({ run, whyNot, onBegun }: Props) {
  useTick();
  const stages = (run.stages ?? []).map((stage) => ({
    key: stage.name,
    title: stage.title,
    state: stage.state ?? "waiting",
    word: errands.stageState[stage.state ?? "waiting"],
    detail: stage.text ?? "",
    time: stageTime({ ...stage, state: stage.state ?? "waiting" }, clock.nowMs(), clock.speed),
    ...(!isUnderWay(run) && run.failure?.stage === stage.name ? { below: <Remedy run={run} whyNot={whyNot} onBegun={onBegun} /> } : {}),
  }));
  const now = stageNow(run);
  return (
    <section className="card" data-join={run.run_id} data-join-outcome={run.outcome}>
      <h2 className="sr">{t.stages}</h2>
      <StageList stages={stages} label={t.stages} />
      {isUnderWay(run) ? null : (
        <>
          {run.message && !run.failure && run.outcome !== "succeeded" ? (
            <div className="said">
              <Banner kind="warn" cause={run.message} />
            </div>
          ) : null}
          {run.remains ? (
            <div className="said">
              <Banner kind="warn" cause={t.remains}>
                {run.remains}
              </Banner>
            </div>
          ) : null}
          <Said title={errands.log} lines={run.log ?? []} />
        </>
      )}
      <p className="sr" aria-live="polite">
        {isUnderWay(run) ? (now?.title ?? "") : `${t.title[run.kind](run.unit)}: ${errands.outcome[run.outcome ?? "asked"]}`}
      </p>
    </section>
  );
}

/** What is known of the unit so far, and what runs on it. */
export function FoundCards({ run }: { run: Join }) {
  const found = run.found;
  const f = t.found;
  const facts: [string, string][] = found
    ? [
        [f.address, found.address ? `${found.address}${found.port && found.port !== 22 ? `:${found.port}` : ""}` : ""],
        [f.hostname, found.hostname ?? ""],
        [f.system, [found.system, found.architecture].filter(Boolean).join(", ")],
        [f.version, found.version ?? ""],
        [f.disk, typeof found.free_mb === "number" ? `${format.fixed(found.free_mb / 1000, 1)}${format.THIN}GB` : ""],
        [f.clock, typeof found.clock_offset_s === "number" ? f.ahead(found.clock_offset_s) : ""],
        [f.leader, found.leader ?? ""],
        [f.fingerprint, found.fingerprint ?? ""],
      ]
    : [];
  const known = facts.filter(([, value]) => value !== "");
  return (
    <div className="stack">
      <section className="card" data-found>
        <header>
          <h2>{f.title}</h2>
        </header>
        <div className="body">
          {known.length === 0 ? <p className="muted">{f.nothing}</p> : null}
          <dl className="kv">
            {known.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd className={name === f.fingerprint ? "mono" : undefined}>{value}</dd>
              </div>
            ))}
          </dl>
        </div>
      </section>
      {run.kind === "add" ? (
        <section className="card">
          <header>
            <h2>{t.running.title}</h2>
          </header>
          <p className="body t2">{found?.running?.length ? t.running.jobs(found.running) : t.running.none}</p>
        </section>
      ) : null}
    </div>
  );
}
