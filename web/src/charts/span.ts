import { useMemo } from "react";

import { useParam } from "../app/router";
import { clock } from "../live";

/** The time window that all charts of a page share, as it stands in the address. */
export type Preset = "1h" | "6h" | "24h" | "all";
export type Span = { kind: "follow"; preset: Preset; seconds: number | null } | { kind: "fixed"; a: number; b: number };

export const SECONDS: Record<Preset, number | null> = { "1h": 3600, "6h": 21_600, "24h": 86_400, all: null };
const DEFAULT: Preset = "24h";
/** A chart never shows less than this. */
export const SHORTEST_S = 60;

export function parseSpan(text: string): Span {
  const fixed = /^(-?\d+)~(-?\d+)$/.exec(text);
  if (fixed) {
    const [a, b] = [Number(fixed[1]), Number(fixed[2])];
    if (b - a >= SHORTEST_S) return { kind: "fixed", a, b };
  }
  const preset = text in SECONDS ? (text as Preset) : DEFAULT;
  return { kind: "follow", preset, seconds: SECONDS[preset] };
}

export const fixedText = (a: number, b: number): string => `${Math.round(a)}~${Math.round(b)}`;

export function useSpan(): [Span, (text: string) => void] {
  const [value, set] = useParam("w", DEFAULT);
  return [useMemo(() => parseSpan(value), [value]), set];
}

const nowOfClock = (): number => clock.nowMs() / 1000;

/** Left and right end in seconds; a following window never starts before there was anything to see. `nowS`: where the data end. */
export function endsOf(span: Span, startS: number, nowS = nowOfClock()): [number, number] {
  if (span.kind === "fixed") return [span.a, span.b];
  const wanted = span.seconds === null ? startS : Math.max(startS, nowS - span.seconds);
  return [Math.min(wanted, nowS - 5 * SHORTEST_S), nowS];
}

/** The window zoomed by `factor` around `middle`, kept inside what exists; all where that is everything. */
export function zoomed(ends: readonly [number, number], factor: number, middle: number, startS: number, nowS = nowOfClock()): string {
  const a = Math.max(startS, middle - (middle - ends[0]) * factor);
  const b = Math.min(nowS, middle + (ends[1] - middle) * factor);
  if (b - a < SHORTEST_S) return fixedText(...ends);
  return a <= startS && b >= nowS - 1 ? "all" : fixedText(a, b);
}

/** The window moved by a share of its length. */
export function moved(ends: readonly [number, number], share: number, startS: number, nowS = nowOfClock()): string {
  const length = ends[1] - ends[0];
  const a = Math.min(Math.max(ends[0] + share * length, startS - length / 2), nowS - length);
  return fixedText(a, a + length);
}
