/** 20-unit grid, one stroke weight. */
const PATHS = {
  run: "M4 3v11a6 6 0 0 0 12 0V3M2.5 3h3M14.5 3h3M4 10h12",
  analyse: "M3 3v14h14M6 13l3.2-4.5 3 2.5L17 5",
  design: "M4 5h6M4 10h12M4 15h8M13 3.5v3M7 8.5v3M15 13.5v3",
  connect: "M10 2.5a2 2 0 1 0 0 4 2 2 0 0 0 0-4zM4.500 13a2 2 0 1 0 0 4 2 2 0 0 0 0-4zM15.500 13a2 2 0 1 0 0 4 2 2 0 0 0 0-4zM10 6.500v4M10 10.500H4.500V13M10 10.500h5.500V13",
  manage: "M10 7.400a2.600 2.600 0 1 0 0 5.200 2.600 2.600 0 0 0 0-5.200zM10 2.500v2.400M10 15.100v2.400M2.500 10h2.400M15.100 10h2.400M4.700 4.700l1.700 1.700M13.600 13.600l1.700 1.700M4.700 15.300l1.700-1.700M13.600 6.400l1.700-1.700",
  check: "M4 10.5l4 4 8-9",
  x: "M5 5l10 10M15 5L5 15",
  chev: "M5.500 8l4.500 4.500L14.500 8",
  play: "M6 4.500v11l9-5.500z",
  pause: "M7 5v10M13 5v10",
  stop: "M6.800 2.500h6.400l4.300 4.300v6.400l-4.300 4.300H6.800l-4.300-4.300V6.800zM7 7l6 6M13 7l-6 6",
  clock: "M10 2.800a7.200 7.200 0 1 0 0 14.400 7.200 7.200 0 0 0 0-14.400zM10 5.800V10l2.800 1.800",
  alarm: "M10 3l7.600 13.500H2.400zM10 8v4M10 14.200v.1",
  info: "M10 2.800a7.200 7.200 0 1 0 0 14.400 7.200 7.200 0 0 0 0-14.400zM10 9.200v4.600M10 6.300v.1",
  off: "M3 3l14 14M5.200 8.500a7 7 0 0 1 2.300-1.500M2.500 6.800A11 11 0 0 1 5 5M11 5.100a11 11 0 0 1 6.500 1.700M13 7.600a7 7 0 0 1 1.800.9M8 11.300a3.600 3.600 0 0 1 2.700-.6M10 15v.1",
  sun: "M10 6.600a3.400 3.400 0 1 0 0 6.800 3.400 3.400 0 0 0 0-6.800zM10 2.500v2M10 15.500v2M2.500 10h2M15.500 10h2M4.700 4.700l1.400 1.400M13.900 13.900l1.400 1.400M4.700 15.300l1.400-1.400M13.900 6.100l1.400-1.400",
  more: "M5 10h.1M10 10h.1M15 10h.1",
  init: "M16.500 10A6.500 6.500 0 1 1 10 3.500",
  dash: "M5 10h10",
  grid: "M4 3h3.500a1 1 0 0 1 1 1v3.500a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1zM12.500 3H16a1 1 0 0 1 1 1v3.500a1 1 0 0 1-1 1h-3.500a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1zM4 11.500h3.500a1 1 0 0 1 1 1V16a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1v-3.500a1 1 0 0 1 1-1zM12.500 11.500H16a1 1 0 0 1 1 1V16a1 1 0 0 1-1 1h-3.500a1 1 0 0 1-1-1v-3.500a1 1 0 0 1 1-1z",
  dl: "M10 3v9M6 8.500l4 4 4-4M4 16.500h12",
  plus: "M10 4v12M4 10h12",
  undo: "M4 8h8.500a4 4 0 0 1 0 8H8M4 8l3.500-3.500M4 8l3.500 3.500",
  eye: "M2.500 10c2-3.500 4.500-5 7.500-5s5.500 1.500 7.500 5c-2 3.500-4.500 5-7.500 5s-5.500-1.500-7.500-5zM10 7.800a2.200 2.200 0 1 0 0 4.400 2.200 2.200 0 0 0 0-4.400z",
} as const;

export type IconName = keyof typeof PATHS;

/** Always beside a word, or inside a control with a label. */
export function Icon({ name, small = false, spin = false }: { name: IconName; small?: boolean; spin?: boolean }) {
  return (
    <svg className={`i${small ? " sm" : ""}${spin ? " spin" : ""}`} viewBox="0 0 20 20" aria-hidden="true">
      <path d={PATHS[name]} {...(name === "more" ? { strokeWidth: 2.6 } : {})} />
    </svg>
  );
}

export function BrandMark() {
  return (
    <svg viewBox="0 0 24 28" aria-hidden="true" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round">
      <path d="M7 13c2.500 1.600 7.500 1.600 10 0v7a5 5 0 0 1-10 0z" fill="var(--broth-1)" stroke="none" />
      <path d="M4 3h16M6 3v17a6 6 0 0 0 12 0V3" />
    </svg>
  );
}
