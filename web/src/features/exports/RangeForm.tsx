import { useId } from "react";

import type { Experiment } from "../../api/types";
import { clock } from "../../live";
import { exporting as t } from "../../texts/exporting";
import { Field } from "../../ui/Field";
import { Segmented } from "../../ui/Segmented";
import { isTurned, localInput, SYSTEM, zone, type Choice } from "./model";

const HOUR_MS = 3_600_000;
type Preset = keyof typeof t.range.presets;
const PRESETS = Object.entries(t.range.presets) as [Preset, string][];

interface Props {
  choice: Choice;
  experiments: readonly Experiment[];
  units: readonly string[];
  unitLabel: (unit: string) => string;
  /** Which of the presets is pressed. */
  preset: string;
  onChange: (change: Partial<Choice>) => void;
  onPreset: (preset: Preset) => void;
}

/** Experiments, units, time, and into how many files. */
export function RangeForm({ choice, experiments, units, unitLabel, preset, onChange, onPreset }: Props) {
  const now = clock.nowMs();
  const pick = (next: Preset): void => {
    onPreset(next);
    if (next === "all") onChange({ from: "", to: "" });
    else if (next !== "custom") onChange({ from: localInput(now - (next === "24h" ? 24 : 168) * HOUR_MS), to: "" });
  };
  const names = [...experiments.map((one) => one.experiment), SYSTEM];
  return (
    <>
      <Ticks
        legend={t.range.experiments}
        names={names}
        chosen={choice.experiments}
        labelOf={(name) => (name === SYSTEM ? t.range.system : name)}
        hintOf={(name) => (name === SYSTEM ? t.range.systemHint : null)}
        onChoose={(next) => onChange({ experiments: next })}
      />
      <Ticks legend={t.range.units} names={units} chosen={choice.units} everything={t.range.allUnits} none={t.range.noUnits} labelOf={unitLabel} onChoose={(next) => onChange({ units: next })} />
      <fieldset className="ticks">
        <legend>{t.range.time}</legend>
        <Segmented label={t.range.time} options={PRESETS} value={preset} onPick={pick} />
        <div className="fields times">
          <Field label={t.range.from} type="datetime-local" value={choice.from} max={choice.to || undefined} onChange={(e) => onChange({ from: e.target.value })} />
          <Field label={t.range.to} type="datetime-local" value={choice.to} min={choice.from || undefined} problem={isTurned(choice) ? t.range.turned : null} onChange={(e) => onChange({ to: e.target.value })} />
        </div>
        <p className="small muted">{t.range.zone(zone(now))}</p>
      </fieldset>
      <fieldset className="ticks">
        <legend>{t.range.files}</legend>
        <Tick label={t.range.byUnit} isOn={choice.byUnit} onChange={(byUnit) => onChange({ byUnit })} />
        <Tick label={t.range.byExperiment} isOn={choice.byExperiment} onChange={(byExperiment) => onChange({ byExperiment })} />
        <p className="small muted">{t.range.oneFile}</p>
      </fieldset>
    </>
  );
}

interface TicksProps {
  legend: string;
  names: readonly string[];
  chosen: readonly string[];
  onChoose: (chosen: string[]) => void;
  /** The choice that stands for all of them; without it none chosen is none. */
  everything?: string;
  /** What stands here where there are none. */
  none?: string;
  labelOf?: (name: string) => string;
  hintOf?: (name: string) => string | null;
}

function Ticks({ legend, names, chosen, onChoose, everything, none, labelOf, hintOf }: TicksProps) {
  const toggle = (name: string, isOn: boolean): void => onChoose(names.filter((one) => (one === name ? isOn : chosen.includes(one))));
  return (
    <fieldset className="ticks">
      <legend>{legend}</legend>
      {everything && names.length > 0 ? <Tick label={everything} isOn={chosen.length === 0} onChange={() => onChoose([])} /> : null}
      {names.length === 0 && none ? <p className="muted">{none}</p> : null}
      <div className="ticklist" {...(names.length > 8 ? { tabIndex: 0, role: "group", "aria-label": legend } : {})}>
        {names.map((name) => (
          <Tick key={name} label={labelOf?.(name) ?? name} hint={hintOf?.(name) ?? null} isOn={chosen.includes(name)} onChange={(isOn) => toggle(name, isOn)} />
        ))}
      </div>
    </fieldset>
  );
}

function Tick({ label, hint = null, isOn, onChange }: { label: string; hint?: string | null; isOn: boolean; onChange: (isOn: boolean) => void }) {
  const id = useId();
  return (
    <label className="tick">
      <input type="checkbox" className="chk" checked={isOn} {...(hint ? { "aria-describedby": id } : {})} onChange={(e) => onChange(e.target.checked)} />
      <span>
        {label}
        {hint ? (
          <span className="under" id={id}>
            {hint}
          </span>
        ) : null}
      </span>
    </label>
  );
}
