import { useId, type ReactNode, type Ref } from "react";

import { useWhyForbidden, type Needs } from "./permission";

interface Props {
  ref: Ref<HTMLButtonElement>;
  label: string;
  needs: Needs;
  /** Why it cannot be changed now. */
  whyNot: string | null;
  onOpen: () => void;
  className?: string;
  children: ReactNode;
}

/** A value that opens its editor when it is pressed, or says why it cannot be changed. */
export function EditableValue({ ref, label, needs, whyNot, onOpen, className = "", children }: Props) {
  const id = useId();
  const forbidden = useWhyForbidden(needs);
  const reason = forbidden ?? whyNot;
  const blocked = reason ? { "aria-disabled": true, "aria-describedby": id, title: reason } : {};
  return (
    <>
      <button ref={ref} type="button" className={`sp ${className}`.trim()} aria-label={label} {...blocked} onClick={() => !reason && onOpen()}>
        {children}
      </button>
      {reason ? (
        <span id={id} className="sr">
          {reason}
        </span>
      ) : null}
    </>
  );
}
