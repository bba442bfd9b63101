import type { ReactNode } from "react";

interface Props {
  cause: string;
  /** More about the cause. */
  more?: ReactNode;
  /** "What to do." */
  heading: string;
  remedy: string;
  /** Nothing is broken: somebody has to decide. */
  isMild?: boolean;
  /** The cause is told at once to those who do not see it. */
  isUrgent?: boolean;
  /** What helps, as buttons. */
  children?: ReactNode;
}

/** Why something stopped, in the tinted head; below it what to do about that. */
export function RemedyCard({ cause, more, heading, remedy, isMild = false, isUrgent = false, children }: Props) {
  return (
    <div className={`remedycard${isMild ? " mild" : ""}`} data-remedy>
      <div className="w" role={isUrgent ? "alert" : undefined}>
        <b>{cause}</b>
        {more ? <p>{more}</p> : null}
      </div>
      <div className="r">
        <p>
          <b>{heading}</b> {remedy}
        </p>
        {children}
      </div>
    </div>
  );
}
