import { text } from "../texts";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { setLetterKeys, useLetterKeys } from "./keyChoice";

export function KeysDialog({ onClose }: { onClose: () => void }) {
  const isOn = useLetterKeys();
  return (
    <Dialog
      title={text.frame.keys.title}
      onClose={onClose}
      footer={
        <>
          <span className="grow" />
          <Button data-first onClick={onClose}>
            {text.frame.keys.close}
          </Button>
        </>
      }
    >
      <label className="choice">
        <input type="checkbox" className="chk" checked={isOn} onChange={(e) => setLetterKeys(e.target.checked)} />
        <span>
          {text.frame.keys.letters} <span className="muted small">{text.frame.keys.lettersHint}</span>
        </span>
      </label>
      <table className="data">
        <tbody>
          {text.frame.keys.rows.map(([keys, does]) => (
            <tr key={keys} className={isOn || !isLetter(keys) ? "" : "is-off"}>
              <td className="nowrap">
                <span className="kbd">{keys}</span>
              </td>
              <td>{does}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Dialog>
  );
}

const isLetter = (keys: string): boolean => /^(g then|1 2|j k|n$|d$|a$|\/|\?)/.test(keys);
