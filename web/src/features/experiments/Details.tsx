import type { Experiment } from "../../api/types";
import { experiments as t } from "../../texts/experiments";
import { InPlace } from "../forms/InPlace";
import { changeExperiment } from "./commands";
import { parseTags } from "./model";

const LONGEST_TEXT = 20_000;
const LONGEST_TAG = 100;

/** What is the matter with typed tags; null if nothing. */
export function tagProblem(typed: string): string | null {
  const long = parseTags(typed).find((tag) => tag.length > LONGEST_TAG);
  return long === undefined ? null : t.tags.tooLong(long);
}

/** The description of an experiment, which is changed where it stands. */
export function Description({ row }: { row: Experiment }) {
  return (
    <InPlace
      label={t.description.edit(row.experiment)}
      value={row.description ?? ""}
      needs="operator"
      hint={t.description.hint}
      save={t.save}
      isLong
      problem={(typed) => (typed.length > LONGEST_TEXT ? t.description.tooLong(typed.length) : null)}
      onSave={(description) => changeExperiment(row.experiment, { description })}
    >
      {row.description ? row.description : <span className="muted">{t.description.add}</span>}
    </InPlace>
  );
}

interface TagsProps {
  row: Experiment;
  /** Shows only experiments with this tag; without it tags are words. */
  onPick?: (tag: string) => void;
}

/** The tags of an experiment; each may be pressed, and all are changed where they stand. */
export function Tags({ row, onPick }: TagsProps) {
  return (
    <span className="tags">
      {row.tags.map((tag) =>
        onPick ? (
          <button key={tag} type="button" className="tag" title={t.only(tag)} onClick={() => onPick(tag)}>
            {tag}
          </button>
        ) : (
          <span key={tag} className="tag">
            {tag}
          </span>
        ),
      )}
      <InPlace label={t.tags.edit(row.experiment)} value={row.tags.join(", ")} needs="operator" hint={t.tags.hint} save={t.save} problem={tagProblem} onSave={(typed) => changeExperiment(row.experiment, { tags: parseTags(typed) })}>
        <span className="muted">{row.tags.length === 0 ? t.tags.add : t.tags.change}</span>
      </InPlace>
    </span>
  );
}
