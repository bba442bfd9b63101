import { useId } from "react";

import type { Dataset, Estimate } from "../../api/types";
import { exporting as t } from "../../texts/exporting";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { estimateWords, groupsOf } from "./model";

interface Props {
  datasets: readonly Dataset[];
  estimates: Record<string, Estimate> | undefined;
  chosen: readonly string[];
  onChoose: (chosen: string[]) => void;
  search: string;
  onSearch: (search: string) => void;
}

/** Datasets under their headings, each with what it holds and how much of it there is. */
export function DatasetPicker({ datasets, estimates, chosen, onChoose, search, onSearch }: Props) {
  const groups = groupsOf(datasets, search);
  const shown = groups.flatMap((group) => group.datasets.map((one) => one.dataset_name));
  const order = (names: ReadonlySet<string>): string[] => datasets.map((one) => one.dataset_name).filter((name) => names.has(name));
  const toggle = (name: string): void => {
    const next = new Set(chosen);
    if (!next.delete(name)) next.add(name);
    onChoose(order(next));
  };
  return (
    <>
      <Field label={t.what.search} type="search" value={search} onChange={(e) => onSearch(e.target.value)} />
      <div className="pickhead">
        <span className="small muted">{t.what.chosen(chosen.length)}</span>
        <Button size="sm" kind="quiet" aria-label={t.what.allLabel} onClick={() => onChoose(order(new Set([...chosen, ...shown])))}>
          {t.what.all}
        </Button>
        <Button size="sm" kind="quiet" aria-label={t.what.noneLabel} onClick={() => onChoose([])}>
          {t.what.none}
        </Button>
      </div>
      {groups.length === 0 ? <p className="muted">{t.what.noMatch(search)}</p> : null}
      <div className="groups" tabIndex={0} role="group" aria-label={t.what.title}>
        {groups.map((group) => (
          <Group key={group.name} name={group.name} datasets={group.datasets} estimates={estimates} chosen={chosen} onToggle={toggle} />
        ))}
      </div>
    </>
  );
}

interface GroupProps {
  name: string;
  datasets: readonly Dataset[];
  estimates: Record<string, Estimate> | undefined;
  chosen: readonly string[];
  onToggle: (name: string) => void;
}

function Group({ name, datasets, estimates, chosen, onToggle }: GroupProps) {
  const id = useId();
  return (
    <section className="pickgroup" aria-labelledby={id}>
      <h3 id={id}>{name}</h3>
      <ul>
        {datasets.map((dataset) => (
          <li key={dataset.dataset_name} data-dataset={dataset.dataset_name}>
            <label>
              <input type="checkbox" className="chk" checked={chosen.includes(dataset.dataset_name)} onChange={() => onToggle(dataset.dataset_name)} />
              <span className="tx">
                <b>{dataset.display_name}</b>
                {dataset.source === "app" ? null : <span className="muted"> {t.what.of(dataset.source)}</span>}
                <span className="under">{dataset.description}</span>
              </span>
              <span className="amount">{estimateWords(estimates?.[dataset.dataset_name])}</span>
            </label>
          </li>
        ))}
      </ul>
    </section>
  );
}
