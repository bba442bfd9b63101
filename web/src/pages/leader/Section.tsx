import { useId, type ReactNode } from "react";

interface Props {
  name: string;
  title: string;
  lead: string;
  actions?: ReactNode;
  children: ReactNode;
}

/** One part of the page: its heading, what it is for, and what can be done about all of it. */
export function Section({ name, title, lead, actions, children }: Props) {
  const id = useId();
  return (
    <section className="section" aria-labelledby={id} data-section={name}>
      <div className="sechead">
        <div>
          <h2 id={id}>{title}</h2>
          <p>{lead}</p>
        </div>
        {actions}
      </div>
      <div className="stack">{children}</div>
    </section>
  );
}
