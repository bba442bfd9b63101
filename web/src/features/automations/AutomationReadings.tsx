import { useAutomations } from "../../api/queries";
import type { UnitRow } from "../../api/types";
import { clock, json, topics, useEntry, useTick } from "../../live";
import { format, text } from "../../texts";
import { useLastDose } from "../dosing/doseMarks";
import type { JobKind, Setting } from "../jobs/catalogue";
import { Setpoint } from "../jobs/Setpoint";
import { rawSetting, setting } from "../units/model";
import { useSetting } from "../units/useUnit";
import { ValueWithAge } from "../units/ValueWithAge";
import { familyOf } from "./families";
import { settingOf } from "./form";

interface Props {
  row: UnitRow;
  experiment: string;
  job: JobKind;
  reason: string | null;
}

const r = text.actions.automations.readings;

/** Readings of a job that runs automations: what it measures, then the settings of the one that runs. */
export function AutomationReadings(props: Props) {
  const { row, experiment, job } = props;
  useSetting(row.pioreactor_unit, experiment, job.name, "automation_name");
  const settings = useSettingsNow(row, experiment, job);
  return (
    <dl className="read">
      {job.name === "temperature_automation" ? <Liquid row={row} experiment={experiment} /> : null}
      {job.name === "dosing_automation" ? <LastDose row={row} experiment={experiment} /> : null}
      {settings.map((s) => (
        <Setpoint key={s.key} row={row} experiment={experiment} job={job.name} setting={s} reason={props.reason} />
      ))}
      {job.name === "temperature_automation" ? <Heater row={row} experiment={experiment} /> : null}
    </dl>
  );
}

/** The automation that runs, with its descriptor where there is one. */
export function useAutomationNow(row: UnitRow, experiment: string, job: string): { name: string | null; shown: string | null } {
  useSetting(row.pioreactor_unit, experiment, job, "automation_name");
  const found = useAutomations(familyOf(job) ?? "").data;
  const name = rawSetting(row, experiment, job, "automation_name");
  return { name, shown: found?.find((one) => one.automation_name === name)?.display_name ?? name?.replaceAll("_", " ") ?? null };
}

/** Settings that the running automation publishes; in the words of its form. */
function useSettingsNow(row: UnitRow, experiment: string, job: JobKind): Setting[] {
  const automations = useAutomations(familyOf(job.name) ?? "").data ?? [];
  const name = rawSetting(row, experiment, job.name, "automation_name");
  const fields = automations.find((one) => one.automation_name === name)?.fields;
  const named = fields ? fields.filter((field) => !field.disabled).map((field) => settingOf(field, job.known)) : job.settings;
  return named.filter((one) => rawSetting(row, experiment, job.name, one.key) !== null);
}

interface Thermal {
  mode?: string;
  quality?: string;
  liquid_sd?: number;
}

function Liquid({ row, experiment }: { row: UnitRow; experiment: string }) {
  const thermal = json<Thermal>(useEntry(topics.settingTopic(row.pioreactor_unit, experiment, "temperature_automation", "thermal"))?.payload);
  const doubt = thermal?.quality ? text.actions.automations.quality(thermal.quality) : null;
  const spread = typeof thermal?.liquid_sd === "number" ? text.actions.automations.spread(format.fixed(thermal.liquid_sd, 1)) : null;
  return (
    <div>
      <dt>{r.liquid}</dt>
      <dd title={spread ?? undefined}>
        <ValueWithAge row={row} experiment={experiment} quantity="temperature" unitText="°C" show={(v) => format.fixed(v.value, 1)} />
        {doubt ? <span className="age late doubt">{doubt}</span> : null}
      </dd>
    </div>
  );
}

function Heater({ row, experiment }: { row: UnitRow; experiment: string }) {
  const unit = row.pioreactor_unit;
  useSetting(unit, experiment, "temperature_automation", "heater_duty_cycle");
  const thermal = json<Thermal>(useEntry(topics.settingTopic(unit, experiment, "temperature_automation", "thermal"))?.payload);
  const duty = setting(row, experiment, "temperature_automation", "heater_duty_cycle");
  return (
    <div>
      <dt>{r.heater}</dt>
      <dd>
        <span className="pv">
          {format.percent(duty)} <small>%</small>
        </span>
        <br />
        {thermal?.mode ? <span className="age">{text.actions.automations.mode(thermal.mode)}</span> : null}
      </dd>
    </div>
  );
}

function LastDose({ row, experiment }: { row: UnitRow; experiment: string }) {
  useTick();
  const dose = useLastDose(row.pioreactor_unit, experiment);
  const ageS = dose ? Math.max(0, clock.nowMs(row.pioreactor_unit) - dose.endMs) / 1000 : null;
  return (
    <div>
      <dt>{r.lastDose}</dt>
      <dd>
        <span className="pv">{dose ? format.fixed(dose.volumeMl, 2) : format.NONE} {dose ? <small>mL</small> : null}</span>
        <br />
        <span className="age">{ageS === null ? r.noDose : text.actions.automations.ago(format.age(ageS))}</span>
      </dd>
    </div>
  );
}
