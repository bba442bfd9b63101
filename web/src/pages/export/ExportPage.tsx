import { useState } from "react";

import { refusal, type Failure } from "../../api/refusal";
import { DOCUMENTATION } from "../../app/nav";
import { useParam } from "../../app/router";
import { askForExport, useDatasets, useEstimates, useExports, useLeftOut, usePreview, useUnitsOf } from "../../features/exports/commands";
import { DatasetPicker } from "../../features/exports/DatasetPicker";
import { ExportRunCard } from "../../features/exports/ExportRunCard";
import { ExportTable } from "../../features/exports/ExportTable";
import { requestOf, rowsOf, whyNot } from "../../features/exports/model";
import { PreviewCard } from "../../features/exports/PreviewCard";
import { RangeForm } from "../../features/exports/RangeForm";
import { isUnderWay } from "../../features/errands/stages";
import { exporting as t } from "../../texts/exporting";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { Refused } from "../../ui/Refused";
import { useTitle, type PageProps } from "../common";
import { useChoice } from "./useChoice";

const FIRST_ROWS = 20;

/** How do I get the numbers out? */
export function ExportPage({ session, overview }: PageProps) {
  useTitle(t.name, session.cluster_name);
  const { choice, set, preset, setPreset } = useChoice(overview.experiment?.experiment ?? null);
  const [search, setSearch] = useParam("find");
  const [wanted, setWanted] = useParam("preview");
  const [asked, setAsked] = useState<string | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const datasets = useDatasets();
  const leftOut = useLeftOut().data ?? [];
  const exports = useExports();
  const units = useUnitsOf(choice.experiments);
  const all = datasets.data ?? [];
  const chosen = all.filter((one) => choice.datasets.includes(one.dataset_name));
  const problem = datasets.data ? whyNot(choice, chosen) : null;
  const request = requestOf({ ...choice, datasets: chosen.map((one) => one.dataset_name) });
  const isCountable = all.length > 0 && choice.experiments.length > 0 && problem !== t.range.turned;
  const estimates = useEstimates({ ...request, datasets: all.map((one) => one.dataset_name) }, isCountable);
  const shown = chosen.find((one) => one.dataset_name === wanted) ?? chosen[0];
  const preview = usePreview(shown?.dataset_name ?? "", request, FIRST_ROWS, problem === null);
  const lines = exports.data?.exports ?? [];
  const present = lines.find((line) => isUnderWay(line.run)) ?? lines.find((line) => line.run.run_id === asked);
  const total = rowsOf(request.datasets, isCountable ? estimates.data : undefined);
  const unitLabel = (name: string): string => t.range.unit(name, overview.units.find((row) => row.pioreactor_unit === name)?.label ?? null);
  const go = (): void => {
    setFailure(null);
    setAsked(null);
    // A run that has a record tells by itself why it failed.
    askForExport(request, (error) => setFailure((now) => now ?? refusal(error))).then(setAsked, (error: unknown) => setFailure(refusal(error)));
  };
  return (
    <>
      <div className="pagehead">
        <div>
          <h1 tabIndex={-1}>{t.name}</h1>
          <div className="meta">
            <span>{t.lead}</span>
          </div>
        </div>
      </div>
      <div className="exportcols">
        <section className="card" aria-label={t.what.title}>
          <header>
            <h2>{t.what.title}</h2>
          </header>
          <div className="body">
            {leftOut.length > 0 ? <Banner kind="warn" cause={t.what.leftOut(leftOut.length)}>{leftOut.map((one) => `${one.file}: ${one.reason}`).join(" ")}</Banner> : null}
            {datasets.isError ? (
              <p role="alert">
                {t.what.failed}{" "}
                <button type="button" className="linkish" onClick={() => void datasets.refetch()}>
                  {t.what.again}
                </button>
              </p>
            ) : datasets.data ? (
              <DatasetPicker datasets={all} estimates={isCountable ? estimates.data : undefined} chosen={request.datasets} onChoose={(names) => set({ datasets: names })} search={search} onSearch={setSearch} />
            ) : (
              <span className="skeleton" style={{ height: 480 }} />
            )}
          </div>
        </section>
        <section className="card" aria-label={t.range.title}>
          <header>
            <h2>{t.range.title}</h2>
          </header>
          <div className="body">
            <RangeForm choice={choice} experiments={overview.experiments} units={units} unitLabel={unitLabel} preset={preset} onChange={set} onPreset={setPreset} />
          </div>
        </section>
        <div className="stack result">
          <section className="card" aria-label={t.result.title}>
            <header>
              <h2>{t.result.title}</h2>
            </header>
            <div className="body">
              <p className="t2">{t.result.form}</p>
              {total === 0 && problem === null ? <p className="small muted">{t.result.noRows}</p> : null}
              <Button kind={present?.is_there ? "default" : "primary"} icon={isUnderWay(present?.run) ? "init" : "dl"} spin={isUnderWay(present?.run)} whyNot={problem ?? (isUnderWay(present?.run) ? t.result.underWay : null)} data-export-go onClick={go}>
                {total ? t.result.goRows(total) : t.result.go}
              </Button>
              {problem ? <p className="small muted">{problem}</p> : null}
              <p className="small muted">{t.result.usb}</p>
              <a className="small" href={`${DOCUMENTATION}export.html`}>
                {t.result.guide}
              </a>
            </div>
          </section>
          {present ? <ExportRunCard key={present.run.run_id} line={present} /> : <Refused failure={failure} />}
        </div>
      </div>
      <PreviewCard datasets={chosen} shown={shown?.dataset_name ?? ""} onShow={setWanted} preview={preview} count={FIRST_ROWS} />
      <section className="section recent" aria-label={t.recent.title}>
        <div className="sechead">
          <div>
            <h2>{t.recent.title}</h2>
            {exports.data ? <p>{t.recent.lead(exports.data.kept_hours, t.recent.size(exports.data.free_bytes))}</p> : null}
          </div>
        </div>
        {exports.isError ? <Refused failure={refusal(exports.error)} /> : exports.data ? <ExportTable lines={lines.filter((line) => !isUnderWay(line.run))} /> : <span className="skeleton" style={{ height: 120 }} />}
      </section>
    </>
  );
}
