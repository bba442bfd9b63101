import { useMemo } from "react";

import { keptChoice } from "../app/keptChoice";
import { isUsual, useAllKinds, type ChartKind, type ChartPage } from "./kinds";

/** How a person wants the charts; kept in this browser, as the other choices of the look are. */
export interface Arrangement {
  /** Keys of charts in the wanted order; charts that are not in it stand where their descriptor puts them. */
  order: readonly string[];
  /** By page and key: shown or not, where that differs from the usual. */
  shown: Readonly<Partial<Record<ChartPage, Readonly<Record<string, boolean>>>>>;
}

export const USUAL: Arrangement = { order: [], shown: {} };
const PAGES: readonly ChartPage[] = ["overview", "unit", "charts"];

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

/** What was stored, whatever it is: anything that cannot be used is as if nobody had chosen. */
export function arrangementOf(stored: string | null): Arrangement {
  let value: unknown = null;
  try {
    value = JSON.parse(stored ?? "null");
  } catch {
    return USUAL;
  }
  if (!isRecord(value)) return USUAL;
  const shown = isRecord(value.shown) ? value.shown : {};
  const choices = (page: ChartPage): [string, boolean][] =>
    Object.entries(isRecord(shown[page]) ? shown[page] : {}).flatMap(([key, one]): [string, boolean][] => (typeof one === "boolean" ? [[key, one]] : []));
  return {
    order: Array.isArray(value.order) ? value.order.filter((key): key is string => typeof key === "string") : [],
    shown: Object.fromEntries(PAGES.map((page) => [page, Object.fromEntries(choices(page))])),
  };
}

/** All charts in the wanted order. A chart that nobody has placed follows the one that its descriptor puts before it. */
export function ordered<Kind extends { key: string }>(kinds: readonly Kind[], { order }: Pick<Arrangement, "order">): readonly Kind[] {
  const placed = order.flatMap((key) => kinds.find((kind) => kind.key === key) ?? []);
  kinds.forEach((kind, i) => {
    if (placed.includes(kind)) return;
    const before = kinds.slice(0, i).findLast((one) => placed.includes(one));
    placed.splice(before ? placed.indexOf(before) + 1 : 0, 0, kind);
  });
  return placed;
}

export const isShown = (kind: ChartKind, page: ChartPage, { shown }: Arrangement): boolean => shown[page]?.[kind.key] ?? isUsual(kind, page);

/** With a chart shown or hidden on a page. */
export const withShown = (now: Arrangement, kind: ChartKind, page: ChartPage, isWanted: boolean): Arrangement => {
  const { [kind.key]: _, ...others } = now.shown[page] ?? {};
  return { ...now, shown: { ...now.shown, [page]: isUsual(kind, page) === isWanted ? others : { ...others, [kind.key]: isWanted } } };
};

/** With a chart one place further up or down among `kinds`, which stand in their order. */
export function withMoved(now: Arrangement, kinds: readonly { key: string }[], key: string, step: -1 | 1): Arrangement {
  const order = kinds.map((kind) => kind.key);
  const at = order.indexOf(key);
  const to = at + step;
  if (at < 0 || to < 0 || to >= order.length) return now;
  [order[at], order[to]] = [order[to] as string, order[at] as string];
  return { ...now, order };
}

export const { set: arrange, use: useArrangement } = keptChoice("charts", arrangementOf);

export interface Arranged {
  /** All charts in the person's order. */
  all: readonly ChartKind[];
  /** Those that the page shows. */
  shown: readonly ChartKind[];
  /** Those that it would show had the person not hidden them. */
  hidden: readonly ChartKind[];
}

/** The charts of a page as this person has arranged them. */
export function useArranged(page: ChartPage): Arranged {
  const kinds = useAllKinds();
  const arrangement = useArrangement();
  return useMemo(() => {
    const all = ordered(kinds, arrangement);
    return { all, shown: all.filter((kind) => isShown(kind, page, arrangement)), hidden: all.filter((kind) => isUsual(kind, page) && !isShown(kind, page, arrangement)) };
  }, [kinds, arrangement, page]);
}
