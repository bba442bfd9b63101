import { useParam } from "../../app/router";
import { joinNames, splitNames, USUAL, type Choice } from "../../features/exports/model";

/** What is chosen stands in the address, so that a link shows a colleague the same. */
export function useChoice(experiment: string | null): { choice: Choice; set: (change: Partial<Choice>) => void; preset: string; setPreset: (preset: string) => void } {
  const [datasets, setDatasets] = useParam("datasets", joinNames(USUAL));
  const [experiments, setExperiments] = useParam("experiments", experiment ?? "");
  const [units, setUnits] = useParam("units");
  const [from, setFrom] = useParam("from");
  const [to, setTo] = useParam("to");
  const [files, setFiles] = useParam("files", "experiment");
  const [span, setPreset] = useParam("span", from || to ? "custom" : "all");
  const parts = splitNames(files);
  const choice: Choice = {
    datasets: splitNames(datasets),
    experiments: splitNames(experiments),
    units: splitNames(units),
    from,
    to,
    byUnit: parts.includes("unit"),
    byExperiment: parts.includes("experiment"),
  };
  const set = (change: Partial<Choice>): void => {
    const next = { ...choice, ...change };
    if (change.datasets) setDatasets(joinNames(change.datasets));
    if (change.experiments) {
      setExperiments(joinNames(change.experiments));
      // Units belong to experiments: those of others would leave nothing.
      setUnits("");
    }
    if (change.units) setUnits(joinNames(change.units));
    if (change.from !== undefined) setFrom(change.from);
    if (change.to !== undefined) setTo(change.to);
    if (change.byUnit !== undefined || change.byExperiment !== undefined) setFiles(joinNames([...(next.byUnit ? ["unit"] : []), ...(next.byExperiment ? ["experiment"] : [])]) || "one");
  };
  return { choice, set, preset: span, setPreset };
}
