import { text } from "../texts";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";

export function KeysDialog({ onClose }: { onClose: () => void }) {
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
      <table className="data">
        <tbody>
          {text.frame.keys.rows.map(([keys, does]) => (
            <tr key={keys}>
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
