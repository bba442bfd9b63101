import { useId } from "react";

import { useParam } from "../../app/router";
import { GONE } from "../../features/experiments/commands";
import { ExperimentTable } from "../../features/experiments/ExperimentTable";
import { found, isActive, tagsOf, type Shown } from "../../features/experiments/model";
import { Outcome, useAction } from "../../features/jobs/Outcome";
import { useTick } from "../../live";
import { experiments as t } from "../../texts/experiments";
import { Button } from "../../ui/Button";
import { Segmented } from "../../ui/Segmented";
import { useTitle, type PageProps } from "../common";

const STATES = Object.entries(t.states) as [Shown, string][];

/** Which experiments are there, what are they about, and which of them hold units? */
export function ExperimentsPage({ session, overview, onCreate }: PageProps) {
  useTitle(t.name, session.cluster_name);
  useTick();
  const id = useId();
  const gone = useAction(GONE);
  const [search, setSearch] = useParam("q");
  const [tag, setTag] = useParam("tag");
  const [shown, setShown] = useParam("show", "all");
  const [sort, setSort] = useParam("sort", "-created");
  const all = overview.experiments;
  const rows = found(all, { search, tag, shown: shown as Shown });
  const tags = tagsOf(all);
  const showAll = (): void => {
    setSearch("");
    setTag("");
    setShown("all");
  };
  return (
    <>
      <div className="pagehead">
        <div>
          <h1 tabIndex={-1}>{t.name}</h1>
          <div className="meta">
            <span>{t.meta(all.length, all.filter(isActive).length)}</span>
          </div>
        </div>
        <div className="actions">
          <Button kind="primary" icon="plus" needs="operator" onClick={() => onCreate()}>
            {t.create}
          </Button>
        </div>
      </div>
      {all.length > 0 ? (
        <div className="tools">
          <label htmlFor={`${id}-q`} className="sr">
            {t.search}
          </label>
          <div className="input searchbox">
            <input id={`${id}-q`} type="search" placeholder={t.searchHint} value={search} onChange={(event) => setSearch(event.target.value)} />
          </div>
          <Segmented label={t.state} options={STATES} value={shown} onPick={setShown} />
          {tags.length > 0 ? (
            <select className="btn" aria-label={t.tag} value={tag} onChange={(event) => setTag(event.target.value)}>
              <option value="">{t.allTags}</option>
              {tags.map((one) => (
                <option key={one}>{one}</option>
              ))}
            </select>
          ) : null}
        </div>
      ) : null}
      <div className="stack">
        <Outcome record={gone} />
        <ExperimentTable
          rows={rows}
          sort={sort}
          onSort={setSort}
          onTag={setTag}
          onClone={onCreate}
          empty={
            all.length === 0 ? (
              <>
                <h2>{t.none.title}</h2>
                <p>{t.none.body}</p>
              </>
            ) : (
              <>
                <p>{t.noneFound}</p>
                <div className="actions">
                  <Button onClick={showAll}>{t.showAll}</Button>
                </div>
              </>
            )
          }
        />
      </div>
    </>
  );
}
