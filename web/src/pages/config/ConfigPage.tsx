import { useState } from "react";

import { refusal } from "../../api/refusal";
import { useParam } from "../../app/router";
import { useFaults, useFile, useOptions, useSync } from "../../features/config/commands";
import { setDraft, useDraft } from "../../features/config/drafts";
import { Form } from "../../features/config/Form";
import { History } from "../../features/config/History";
import { withValue } from "../../features/config/ini";
import { sectionsOf } from "../../features/config/model";
import { SavedCard } from "../../features/config/SavedCard";
import { SaveDialog, type Saved } from "../../features/config/SaveDialog";
import { TextEditor } from "../../features/config/TextEditor";
import { useWorkers } from "../../features/inventory/commands";
import { clock } from "../../live";
import { format } from "../../texts";
import { config as t } from "../../texts/config";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { useWhyForbidden } from "../../ui/permission";
import { Refused } from "../../ui/Refused";
import { Tabs } from "../../ui/Tabs";
import { useTitle, type PageProps } from "../common";

type View = keyof typeof t.views;

/** What holds on which unit, where does it come from, and who notices when it is changed? */
export function ConfigPage({ session }: PageProps) {
  useTitle(t.name, session.cluster_name);
  const [unit, setUnit] = useParam("unit");
  const [view, setView] = useParam("view", "form");
  const [isAsked, setAsked] = useState(false);
  const [saved, setSaved] = useState<{ atMs: number; units: Saved } | null>(null);
  const forbidden = useWhyForbidden("admin");
  const workers = useWorkers();
  const names = [session.leader, ...(workers.data ?? []).map((one) => one.pioreactor_unit).filter((name) => name !== session.leader)];
  const options = useOptions();
  const file = useFile(unit);
  const shared = useFile("");
  const draft = useDraft(unit);
  const text = draft ?? file.data?.text ?? "";
  const isChanged = draft !== null && draft !== file.data?.text;
  const faults = useFaults(unit, text, isChanged);
  const below = unit === "" ? null : (shared.data?.text ?? null);
  const isReady = file.data !== undefined && options.data !== undefined && (unit === "" || below !== null);
  const sections = isReady ? sectionsOf({ options: options.data, draft: text, saved: file.data.text, shared: below }) : [];
  const changed = sections.flatMap((one) => one.rows).filter((row) => row.isChanged).length;
  const change = (next: string): void => setDraft(unit, next === file.data?.text ? null : next);
  const review = (): void => {
    setSaved(null);
    setAsked(true);
  };
  const failed = file.isError ? file.error : options.isError ? options.error : shared.isError ? shared.error : null;
  return (
    <>
      <div className="pagehead">
        <div>
          <h1 tabIndex={-1}>{t.name}</h1>
          <Meta />
        </div>
        <div className="actions">
          <a className="btn" href="/api/config/zipped" download>
            <Icon name="dl" />
            {t.zip}
          </a>
        </div>
      </div>
      <div className="stack">
        {saved ? <SavedCard key={saved.atMs} atMs={saved.atMs} units={saved.units} onClose={() => setSaved(null)} /> : null}
        <div className="field cfgfile">
          <label htmlFor="config-file">{t.file}</label>
          <select id="config-file" className="btn" value={unit} onChange={(e) => setUnit(e.target.value)}>
            <option value="">{t.shared}</option>
            {names.map((name) => (
              <option key={name} value={name}>
                {t.ownOf(name)}
              </option>
            ))}
          </select>
          <div className="hint">{unit === "" ? t.leadShared : t.leadOwn(unit)}</div>
          {forbidden ? <div className="hint">{forbidden}</div> : null}
        </div>
        <Refused failure={failed ? refusal(failed) : null} />
        {isReady ? (
          <Tabs<View> label={t.viewsName} tabs={Object.entries(t.views) as [View, string][]} value={view} onPick={setView}>
            {view === "text" ? (
              <TextEditor text={text} faults={faults} onChange={change} />
            ) : view === "history" ? (
              <History
                key={unit}
                unit={unit}
                text={file.data.text}
                onRestore={(earlier) => {
                  change(earlier);
                  review();
                }}
              />
            ) : (
              <Form key={unit} sections={sections} faults={faults} onSet={(section, key, value) => change(withValue(text, section, key, value))} />
            )}
          </Tabs>
        ) : failed ? null : (
          <p className="muted">{t.loading}</p>
        )}
      </div>
      {isChanged && isReady ? (
        <div className="draftbar" role="region" aria-label={t.draft(changed)} data-draft>
          <b>{t.draft(changed)}</b>
          <span className="grow" />
          <Button onClick={() => setDraft(unit, null)}>{t.drop}</Button>
          <Button kind="primary" needs="admin" whyNot={faults.length > 0 ? t.faulty : null} onClick={review}>
            {t.review}
          </Button>
        </div>
      ) : null}
      {isAsked && isChanged && file.data ? (
        <SaveDialog
          unit={unit}
          file={file.data}
          draft={text}
          onClose={() => setAsked(false)}
          onSaved={(units) => {
            setAsked(false);
            setDraft(unit, null);
            setSaved({ atMs: clock.nowMs(), units: unit === "" ? [{ unit: session.leader, isAway: false }, ...units] : units });
          }}
        />
      ) : null}
    </>
  );
}

function Meta() {
  const sync = useSync();
  if (!sync.data) return <div className="meta" />;
  const { version, saved_at, units } = sync.data;
  const missing = units.filter((one) => one.state !== "current").map((one) => one.unit);
  return (
    <div className="meta">
      <span>{t.meta.version(version, format.moment(Date.parse(saved_at), clock.nowMs()))}</span>
      <span>{missing.length === 0 ? t.meta.all(units.length) : t.meta.missing(missing)}</span>
    </div>
  );
}
