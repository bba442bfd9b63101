import { dashOfLine, seriesToken } from "./colours";

/** How a line looks in the plot. */
export function LineSample({ slot, dash }: { slot: number; dash?: readonly number[] }) {
  return (
    <svg className="linesample" viewBox="0 0 22 8" aria-hidden="true">
      <line x1="1" y1="4" x2="21" y2="4" stroke={`var(${seriesToken(slot)})`} strokeWidth="2.600" strokeDasharray={dashOfLine({ slot, ...(dash ? { dash } : {}) }).join(" ")} />
    </svg>
  );
}

/** A line by its look and its name. */
export function LineName({ line }: { line: { slot: number; dash?: readonly number[]; label: string } }) {
  return (
    <span className="linename">
      <LineSample slot={line.slot} {...(line.dash ? { dash: line.dash } : {})} />
      {line.label}
    </span>
  );
}
