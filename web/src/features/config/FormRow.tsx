import { useId } from "react";

import type { ConfigFault, ConfigOption } from "../../api/types";
import { config as t } from "../../texts/config";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { useWhyForbidden } from "../../ui/permission";
import { isOn, type Row } from "./model";

interface Props {
  row: Row;
  fault: ConfigFault | null;
  /** `null`: it is taken out of the file. */
  onSet: (value: string | null) => void;
}

/** One value: what it means, what may stand there, what holds now and which file says so. */
export function FormRow({ row, fault, onSet }: Props) {
  const id = useId();
  const { option, value } = row;
  const limits = option ? hintOf(option) : "";
  const words = option?.kind === "flag" && row.inherited !== null ? (isOn(row.inherited) ? t.yes : t.no) : (row.inherited ?? "");
  const inherited = t.as(words, t.layers[row.inheritedFrom]);
  const below = row.inherited === null ? t.absent : inherited;
  return (
    <div className={`optrow${row.isChanged ? " changed" : ""}`} data-option={`${row.section} ${row.key}`} data-layer={row.layer}>
      <div className="what">
        <label htmlFor={id} className="mono">
          {row.key}
        </label>
        {option?.meaning ? <span className="muted small">{option.meaning}</span> : null}
      </div>
      <div className="is">
        <Control id={id} row={row} below={below} isWrong={fault !== null} onSet={onSet} />
        <div id={`${id}-hint`} className={fault ? "err" : "hint"} role={fault ? "alert" : undefined}>
          {fault ? <Icon name="alarm" small /> : null}
          {fault ? fault.text : limits}
        </div>
      </div>
      <div className="from">
        <span className={`layer ${row.layer}`}>{t.layers[row.layer]}</span>
        {row.isChanged ? <b className="small">{t.changed}</b> : null}
        {value === null ? null : (
          <Button kind="quiet" size="sm" needs="admin" aria-label={t.back(row.key, t.backTo[row.inheritedFrom])} onClick={() => onSet(null)}>
            {t.backShort}
          </Button>
        )}
      </div>
    </div>
  );
}

const hintOf = (option: ConfigOption): string => {
  const limits = t.limits(option.low, option.high);
  return option.word ? t.orWord(limits, option.word) : limits;
};

interface ControlProps {
  id: string;
  row: Row;
  /** What holds while nothing stands in the file. */
  below: string;
  isWrong: boolean;
  onSet: (value: string | null) => void;
}

function Control({ id, row, below, isWrong, onSet }: ControlProps) {
  const forbidden = useWhyForbidden("admin");
  const { option, value } = row;
  const shared = { id, "aria-describedby": `${id}-hint`, "aria-invalid": isWrong, title: forbidden ?? undefined };
  const choices = choicesOf(option);
  if (choices) {
    const now = value === null ? "" : option?.kind === "flag" ? `=${isOn(value) ? 1 : 0}` : `=${value}`;
    const isKnown = now === "" || choices.some(([one]) => `=${one}` === now);
    return (
      <select {...shared} className="btn" value={now} disabled={forbidden !== null} onChange={(e) => onSet(e.target.value === "" ? null : e.target.value.slice(1))}>
        <option value="">{below}</option>
        {isKnown ? null : <option value={now}>{value}</option>}
        {choices.map(([one, words]) => (
          <option key={one} value={`=${one}`}>
            {words}
          </option>
        ))}
      </select>
    );
  }
  // An empty text may be meant; an empty number cannot be, so it takes the key out.
  const isNumber = option?.kind === "number" || option?.kind === "whole";
  const change = (next: string): void => onSet(next === "" && isNumber ? null : next);
  return (
    <div className={`input${isWrong ? " bad" : ""}`}>
      <input {...shared} value={value ?? ""} placeholder={below} inputMode={isNumber && !option.word ? "decimal" : undefined} readOnly={forbidden !== null} autoComplete="off" spellCheck={false} onChange={(e) => change(e.target.value)} />
    </div>
  );
}

function choicesOf(option: ConfigOption | null): readonly (readonly [string, string])[] | null {
  if (option?.kind === "flag") return [["1", t.yes], ["0", t.no]];
  if (!option || option.choices.length === 0) return null;
  return option.choices.map((one) => [one, one === "" ? t.empty : one]);
}
