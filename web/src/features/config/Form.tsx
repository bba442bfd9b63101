import { useId, useState, type FormEvent } from "react";

import { useParam } from "../../app/router";
import type { ConfigFault } from "../../api/types";
import { config as t } from "../../texts/config";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { FaultList } from "./FaultList";
import { FormRow } from "./FormRow";
import { filtered, type RowSection } from "./model";

interface Props {
  sections: readonly RowSection[];
  faults: readonly ConfigFault[];
  onSet: (section: string, key: string, value: string | null) => void;
}

/** The values of a file by section, with what each means and where it comes from. */
export function Form({ sections, faults, onSet }: Props) {
  const [search, setSearch] = useParam("find");
  const [onlySet, setOnlySet] = useParam("set");
  const shown = filtered(sections, search, onlySet === "1");
  const isSearched = search.trim() !== "" || onlySet === "1";
  // What stands in a row is told there; the rest, such as a section that is missing, above.
  const rowed = new Set(shown.flatMap((one) => one.rows.map((row) => `${row.section} ${row.key}`)));
  const others = faults.filter((fault) => !rowed.has(`${fault.section} ${fault.key}`));
  return (
    <div className="stack">
      <div className="cfgtools">
        <Field label={t.search} aside={t.searchHint} type="search" value={search} onChange={(e) => setSearch(e.target.value)} />
        <label className="choice">
          <input type="checkbox" className="chk" checked={onlySet === "1"} onChange={(e) => setOnlySet(e.target.checked ? "1" : "")} />
          <span>{t.onlySet}</span>
        </label>
      </div>
      <FaultList faults={others} />
      {shown.length === 0 ? <p className="muted">{t.nothing}</p> : null}
      {shown.map((one) => (
        <Section key={`${one.section} ${isSearched}`} section={one} isSearched={isSearched} faults={faults} onSet={onSet} />
      ))}
    </div>
  );
}

function Section({ section, isSearched, faults, onSet }: { section: RowSection; isSearched: boolean } & Pick<Props, "faults" | "onSet">) {
  const name = section.section;
  const [isOpen, setOpen] = useState(isSearched || section.rows.some((row) => row.isChanged));
  return (
    <details className="card cfgsec" open={isOpen} onToggle={(e) => setOpen(e.currentTarget.open)} data-section={name}>
      <summary>
        <h2 className="mono">[{name}]</h2>
        <span className="muted small">{section.isPlugin ? t.plugin : section.usedBy.length > 0 ? t.usedBy(section.usedBy) : ""}</span>
        {section.set > 0 ? <span className="small nowrap setcount">{t.set(section.set)}</span> : null}
      </summary>
      <div className="body">
        {section.rows.map((row) => (
          <FormRow key={row.key} row={row} fault={faults.find((fault) => fault.section === name && fault.key === row.key) ?? null} onSet={(value) => onSet(name, row.key, value)} />
        ))}
        {section.others || section.isPlugin ? <OneMore section={section} onAdd={(key, value) => onSet(name, key, value)} /> : null}
      </div>
    </details>
  );
}

/** A key that nothing is known of yet: an address of a unit, an option of a plugin. */
function OneMore({ section, onAdd }: { section: RowSection; onAdd: (key: string, value: string) => void }) {
  const id = useId();
  const [key, setKey] = useState("");
  const [value, setValue] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const name = key.trim();
    const cause = !/^[^\s=:[#;][^=:]*$/.test(name) ? t.keyProblem : section.rows.some((row) => row.key === name) ? t.keyTwice : null;
    setProblem(cause);
    if (cause) return;
    onAdd(name, value.trim());
    setKey("");
    setValue("");
  };
  return (
    <form className="onemore" onSubmit={submit} aria-labelledby={id}>
      <span id={id} className="label">
        {t.more}
      </span>
      <Field label={t.key} value={key} autoComplete="off" spellCheck={false} problem={problem} onChange={(e) => setKey(e.target.value)} />
      <Field label={t.value} value={value} autoComplete="off" spellCheck={false} onChange={(e) => setValue(e.target.value)} />
      <Button type="submit" needs="admin">
        {t.addKey}
      </Button>
    </form>
  );
}
