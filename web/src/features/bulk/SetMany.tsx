import { useId, useState } from "react";

import { useLink } from "../../live";
import { text } from "../../texts";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Segmented } from "../../ui/Segmented";
import { actionKey, setValue } from "../jobs/actions";
import { isSameValue, payloadOf, problemOf, showSetting, useJobKinds, type Setting } from "../jobs/catalogue";
import { whyNot } from "../jobs/JobRow";
import { OptionField } from "../jobs/OptionField";
import type { Place } from "../plate/usePlaces";
import { isRunning, jobState, labelOf, rawSetting } from "../units/model";
import { useStates } from "../units/useUnit";
import { begin } from "./bulkRun";
import type { Cells } from "./pasted";
import { UnitValues, taken, type Candidate } from "./UnitValues";

interface Props {
  places: readonly Place[];
  onBegun: () => void;
  onClose: () => void;
}

interface Choice {
  job: string;
  setting: Setting;
}

const t = text.bulk.setDialog;
const keyOf = ({ job, setting }: Choice): string => `${job}/${setting.key}`;

/** Changes one setting on many units: the same value for all, or one for each. */
export function SetMany({ places, onBegun, onClose }: Props) {
  useStates();
  const isLinkUp = useLink().phase === "live";
  const kinds = useJobKinds();
  const [picked, setPicked] = useState("");
  const [common, setCommon] = useState("");
  const [cells, setCells] = useState<Cells>({});
  const [out, setOut] = useState<ReadonlySet<string>>(new Set());
  const [isTried, setTried] = useState(false);
  const id = useId();
  // Settings of automations depend on which one runs: those that a unit states are there.
  const choices = kinds.flatMap((kind) => kind.settings.filter((setting) => setting.isEditable && places.some((place) => has(place, kind.name, setting.key))).map((setting): Choice => ({ job: kind.name, setting })));
  const chosen = choices.find((choice) => keyOf(choice) === picked) ?? choices[0] ?? null;
  const isTyped = chosen?.setting.type === "numeric" || chosen?.setting.type === "string";
  const valueOf = (unit: string): string => (cells[unit]?.[chosen?.setting.key ?? ""] ?? "").trim() || common.trim();
  const rows = places.map(({ row, experiment }): Candidate => {
    const unit = row.pioreactor_unit;
    const runs = chosen !== null && isRunning(jobState(row, experiment.experiment, chosen.job));
    const before = chosen && rawSetting(row, experiment.experiment, chosen.job, chosen.setting.key);
    const value = valueOf(unit);
    return {
      unit,
      label: labelOf(row),
      reason: whyNot(row, isLinkUp) ?? (runs ? null : text.bulk.notRunning(chosen?.job ?? "")),
      note: chosen ? `${showSetting(chosen.setting, before)} ${chosen.setting.unit}${isSame(before, chosen, value) ? `, ${t.same}` : ""}` : "",
      problem: chosen === null ? null : value === "" ? t.missing : problemOf(chosen.setting, value),
    };
  });
  // A unit that has the value already says nothing that could confirm it.
  const takers = taken(rows, out).filter((one) => !places.some(({ row, experiment }) => row.pioreactor_unit === one.unit && chosen !== null && isSame(rawSetting(row, experiment.experiment, chosen.job, chosen.setting.key), chosen, valueOf(one.unit))));
  const go = (event: React.FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (!chosen || takers.length === 0 || takers.some((row) => row.problem !== null)) return;
    const { job, setting } = chosen;
    const steps = places
      .filter(({ row }) => takers.some((one) => one.unit === row.pioreactor_unit))
      .map(({ row, experiment }) => {
        const target = { unit: row.pioreactor_unit, experiment: experiment.experiment, job };
        const value = payloadOf(setting, valueOf(target.unit));
        return { unit: target.unit, label: labelOf(row), key: actionKey(target), run: () => setValue(target, setting, rawSetting(row, target.experiment, job, setting.key), value) };
      });
    void begin(t.title2(setting.label, steps.length), steps);
    onBegun();
  };
  return (
    <Dialog
      isWide
      title={t.title(places.length)}
      lead={t.lead}
      onClose={onClose}
      footer={
        <>
          <span className="grow" />
          <Button onClick={onClose}>{text.frame.cancel}</Button>
          <Button kind="primary" type="submit" form={`${id}-form`} needs="operator" whyNot={chosen === null ? t.none : takers.length === 0 ? text.bulk.nobody : null}>
            {t.go(takers.length)}
          </Button>
        </>
      }
    >
      <form id={`${id}-form`} onSubmit={go} noValidate>
        {chosen === null ? (
          <p className="t2">{t.none}</p>
        ) : (
          <>
            <div className="fields">
              <div className="field">
                <label htmlFor={`${id}-what`}>{t.setting}</label>
                <select
                  id={`${id}-what`}
                  data-first
                  className="btn"
                  value={keyOf(chosen)}
                  onChange={(event) => {
                    setPicked(event.target.value);
                    setCommon("");
                    setCells({});
                  }}
                >
                  {choices.map((choice) => (
                    <option key={keyOf(choice)} value={keyOf(choice)}>
                      {t.option(choice.job, choice.setting.label)}
                    </option>
                  ))}
                </select>
              </div>
              {isTyped ? (
                <OptionField id={`${id}-all`} field={{ ...chosen.setting, label: t.all }} placeholder="" value={common} problem={common.trim() === "" ? null : problemOf(chosen.setting, common)} onType={setCommon} />
              ) : (
                <div className="field">
                  <span className="label">{t.all}</span>
                  <Segmented label={t.all} options={[["1", text.actions.on], ["0", text.actions.off]]} value={common} onPick={setCommon} />
                </div>
              )}
            </div>
            {isTyped ? <p className="small muted bulkhint">{text.bulk.perUnitHint}</p> : null}
            <UnitValues rows={rows} fields={isTyped ? [chosen.setting] : []} common={{ [chosen.setting.key]: common }} cells={cells} onCells={setCells} out={out} onOut={setOut} noteTitle={text.bulk.now} isTried={isTried} />
          </>
        )}
      </form>
    </Dialog>
  );
}

const has = ({ row, experiment }: Place, job: string, key: string): boolean => isRunning(jobState(row, experiment.experiment, job)) && rawSetting(row, experiment.experiment, job, key) !== null;

const isSame = (now: string | null, { setting }: Choice, typed: string): boolean => typed !== "" && problemOf(setting, typed) === null && isSameValue(now, payloadOf(setting, typed), setting.type);
