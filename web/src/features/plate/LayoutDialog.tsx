import { useId } from "react";

import { text } from "../../texts";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Segmented } from "../../ui/Segmented";
import { choose, usePlateChoices, withoutLayout, type Density } from "./choices";
import { COLUMNS, withColumns } from "./places";

interface Props {
  /** Opens the plate for arranging. */
  onArrange: () => void;
  onClose: () => void;
}

const t = text.plate.layout;
const DENSITIES: [Density | "auto", string][] = [["auto", t.densities.auto], ["comfortable", t.densities.comfortable], ["compact", t.densities.compact]];

/** Which arrangement is shown, how many wells stand in a row, and how large they are. */
export function LayoutDialog({ onArrange, onClose }: Props) {
  const choices = usePlateChoices();
  const id = useId();
  const chosen = choices.layouts.find((layout) => layout.name === choices.layout) ?? null;
  const columns = chosen ? chosen.columns : choices.columns;
  const widths: [string, string][] = [...(chosen ? [] : [["", t.usual] as [string, string]]), ...COLUMNS.map((n): [string, string] => [String(n), String(n)])];
  const pickColumns = (word: string): void => {
    const n = word === "" ? null : Number(word);
    if (chosen && n !== null) choose({ ...choices, layouts: choices.layouts.map((one) => (one === chosen ? { name: one.name, ...withColumns(one, n) } : one)) });
    else choose({ ...choices, columns: n });
  };
  return (
    <Dialog
      title={t.title}
      lead={t.lead}
      onClose={onClose}
      footer={
        <>
          <span className="grow" />
          <Button icon="grid" onClick={onArrange}>
            {t.arrange}
          </Button>
          <Button kind="primary" data-first onClick={onClose}>
            {t.close}
          </Button>
        </>
      }
    >
      <div className="field">
        <span className="label" id={`${id}-saved`}>
          {t.saved}
        </span>
        <div className="picklist" role="radiogroup" aria-labelledby={`${id}-saved`}>
          <div>
            <label>
              <input type="radio" className="chk" name={id} checked={chosen === null} onChange={() => choose({ ...choices, layout: null })} />
              <span className="grow">
                {t.automatic} <span className="small muted">{t.automaticHint}</span>
              </span>
            </label>
          </div>
          {choices.layouts.map((layout) => (
            <div key={layout.name} className="saved">
              <label>
                <input type="radio" className="chk" name={id} checked={layout === chosen} onChange={() => choose({ ...choices, layout: layout.name })} />
                <span className="grow">
                  {layout.name} <span className="small muted">{t.of(Math.ceil(layout.places.length / layout.columns), layout.columns)}</span>
                </span>
              </label>
              <Button kind="quiet" size="sm" aria-label={t.removeOne(layout.name)} onClick={() => choose(withoutLayout(choices, layout.name))}>
                {t.remove}
              </Button>
            </div>
          ))}
        </div>
      </div>
      <div className="field">
        <span className="label">{t.columns}</span>
        <Segmented label={t.columns} options={widths} value={columns === null ? "" : String(columns)} onPick={pickColumns} />
      </div>
      <div className="field">
        <span className="label">{t.density}</span>
        <Segmented label={t.density} options={DENSITIES} value={choices.density ?? "auto"} onPick={(word) => choose({ ...choices, density: word === "auto" ? null : word })} />
      </div>
    </Dialog>
  );
}
