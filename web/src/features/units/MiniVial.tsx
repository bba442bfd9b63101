/** Colour of the culture: clear medium, OD 1, OD 3 and more, mixed in oklab. */
export function broth(od: number): string {
  const share = Math.min(1, Math.max(0, od <= 1 ? od : (od - 1) / 2));
  const [from, to] = od <= 1 ? ["--broth-0", "--broth-1"] : ["--broth-1", "--broth-2"];
  return `color-mix(in oklab, var(${to}) ${Math.round(share * 100)}%, var(${from}))`;
}

interface Props {
  /** About OD600; null: no liquid is drawn. */
  od: number | null;
  volumeMl?: number | null | undefined;
  capacityMl?: number | null | undefined;
  isStale?: boolean;
  className?: string;
}

/** Drawn where nobody knows the level. */
const USUAL_SHARE = 0.7;

/** The vial in 26 × 40. Hidden from readers: the row's text says the same. */
export function MiniVial({ od, volumeMl, capacityMl, isStale = false, className = "mini" }: Props) {
  const share = typeof volumeMl === "number" ? Math.min(1, Math.max(0, volumeMl / (capacityMl ?? 20))) : USUAL_SHARE;
  const y = 36 - share * 29;
  const isEmpty = od === null;
  return (
    <svg className={className} viewBox="0 0 26 40" aria-hidden="true">
      <path d="M5 6v25a6 6 0 0 0 6 6h4a6 6 0 0 0 6-6V6z" fill="var(--glass-fill)" />
      {isEmpty ? null : <path d={`M5 ${y}h16V${Math.max(31, y)}a6 6 0 0 1-6 ${Math.min(6, 37 - y)}h-4a6 6 0 0 1-6-${Math.min(6, 37 - y)}z`} fill={isStale ? "var(--hatch)" : broth(od)} />}
      <path d="M5 6v25a6 6 0 0 0 6 6h4a6 6 0 0 0 6-6V6" fill="none" stroke="var(--glass)" strokeWidth="1.4" {...(isEmpty ? { strokeDasharray: "3 2.5" } : {})} />
      <rect x="3.500" y="2.500" width="19" height="4" rx="1.500" fill={isEmpty ? "var(--hatch)" : "var(--steel)"} />
    </svg>
  );
}
