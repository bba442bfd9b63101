import type { ConfigFault } from "../../api/types";
import { config as t } from "../../texts/config";
import { Icon } from "../../ui/Icon";

interface Props {
  id?: string;
  faults: readonly ConfigFault[];
  /** Goes to the line of a fault. */
  onPick?: (fault: ConfigFault) => void;
}

/** What keeps a file from being saved, line by line. */
export function FaultList({ id, faults, onPick }: Props) {
  if (faults.length === 0) return null;
  return (
    <div id={id} className="banner alarm faults" role="alert">
      <Icon name="alarm" />
      <div>
        <b>{t.faults(faults.length)}</b>
        <ul>
          {faults.map((fault) => (
            <li key={`${fault.line} ${fault.section} ${fault.key} ${fault.text}`} data-fault={fault.line}>
              {onPick && fault.line > 0 ? (
                <button type="button" className="linkish" onClick={() => onPick(fault)}>
                  {t.at(fault.line)}
                </button>
              ) : (
                <span className="nowrap">{t.at(fault.line)}</span>
              )}
              {": "}
              {fault.text}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
