import { useState } from "react";

import { refusal } from "../../api/refusal";
import type { ConfigVersion } from "../../api/types";
import { clock } from "../../live";
import { format } from "../../texts";
import { config as t } from "../../texts/config";
import { Button } from "../../ui/Button";
import { Refused } from "../../ui/Refused";
import { Segmented } from "../../ui/Segmented";
import { useEditedCopies, useFile, useHistory } from "./commands";
import { counts } from "./diff";
import { Diff } from "./Diff";

const h = t.history;
type Against = "before" | "now";

interface Props {
  unit: string;
  /** The file as it is. */
  text: string;
  onRestore: (text: string) => void;
}

/** Earlier versions, what each changed, and the way back to one. */
export function History({ unit, text, onRestore }: Props) {
  const history = useHistory(unit);
  const edited = useEditedCopies(unit);
  return (
    <div className="stack">
      <Refused failure={history.isError ? refusal(history.error) : null} />
      {history.data ? <Versions versions={history.data} text={text} onRestore={onRestore} /> : history.isError ? null : <p className="muted">{t.loading}</p>}
      {edited.data && edited.data.length > 0 ? <EditedCopies versions={edited.data} /> : null}
    </div>
  );
}

function Versions({ versions, text, onRestore }: { versions: readonly ConfigVersion[] } & Omit<Props, "unit">) {
  const [at, setAt] = useState(0);
  const [against, setAgainst] = useState<Against>("before");
  const version = versions[at];
  if (!version) return <p className="muted">{h.none}</p>;
  const before = against === "before" ? (versions[at + 1]?.data ?? "") : version.data;
  const after = against === "before" ? version.data : text;
  return (
    <div className="cfghistory">
      <ul className="card versions" aria-label={h.list}>
        {versions.map((one, i) => (
          <li key={`${one.filename} ${one.version} ${one.timestamp}`}>
            <button type="button" aria-pressed={i === at} data-version={one.version ?? ""} onClick={() => setAt(i)}>
              <b>{h.version(one.version)}</b>
              <span className="muted small">{format.moment(Date.parse(one.timestamp), clock.nowMs())}</span>
              <span className="small">{i === 0 ? `${h.present}, ${short(versions, i)}` : short(versions, i)}</span>
            </button>
          </li>
        ))}
      </ul>
      <div className="stack">
        <div className="cfgtools">
          <Segmented<Against>
            label={h.against}
            options={[
              ["before", h.before],
              ["now", h.now],
            ]}
            value={against}
            onPick={setAgainst}
          />
          <Button needs="admin" whyNot={version.data === text ? h.same : null} onClick={() => onRestore(version.data)}>
            {h.restore(version.version)}
          </Button>
        </div>
        <Diff before={before} after={after} none={h.same} />
        <p className="muted small">{h.restoreHint}</p>
      </div>
    </div>
  );
}

function short(versions: readonly ConfigVersion[], i: number): string {
  const own = versions[i]?.data ?? "";
  const before = versions[i + 1];
  if (!before) return h.first(own.split("\n").filter(Boolean).length);
  const { come, gone } = counts(before.data, own);
  return h.lines(come, gone);
}

function EditedCopies({ versions }: { versions: readonly ConfigVersion[] }) {
  const shared = useFile("");
  return (
    <section className="card" data-edited>
      <header>
        <h2>{h.edited}</h2>
      </header>
      <div className="body stack">
        <p className="muted">{h.editedLead}</p>
        {versions.map((one) => (
          <details key={one.version} className="advanced">
            <summary>
              {h.version(one.version)}, {format.moment(Date.parse(one.timestamp), clock.nowMs())}
            </summary>
            {shared.data ? <Diff before={shared.data.text} after={one.data} none={h.same} /> : null}
          </details>
        ))}
      </div>
    </section>
  );
}
