import type { Overview } from "../../api/types";
import { TASKS } from "../../app/nav";
import { href, navigate } from "../../app/router";
import { palette as t } from "../../texts/palette";
import type { IconName } from "../../ui/Icon";
import type { Needs } from "../../ui/permission";
import { labelOf } from "../units/model";
import { dosePhrase } from "./dosePhrase";
import { score } from "./matching";

export const GROUPS = ["units", "actions", "pages", "experiments", "settings"] as const;
export type Group = (typeof GROUPS)[number];

export interface Item {
  key: string;
  group: Group;
  icon: IconName;
  name: string;
  /** Second line: where it leads, or what it is called elsewhere. */
  more?: string;
  /** Words that find it beside its name. */
  also?: string;
  needs?: Needs;
  run: () => void;
}

/** What the frame can do, without an address. */
export interface FrameActions {
  onNote: () => void;
  onCreate: () => void;
  onStopAll: () => void;
  onKeys: () => void;
  onTheme: () => void;
  onLetterKeys: () => void;
}

const go = (to: string, extra: Record<string, string | null> = {}): (() => void) => () => navigate(href(to, extra));
const unitPath = (unit: string): string => `/units/${encodeURIComponent(unit)}`;

/** Everything that can be found or done, in the order in which it stands while nothing is typed. */
export function itemsOf(overview: Overview | undefined, actions: FrameActions): Item[] {
  const units = overview?.units ?? [];
  const now = overview?.experiment?.experiment;
  return [
    ...units.map((row): Item => ({ key: `unit ${row.pioreactor_unit}`, group: "units", icon: "run", name: labelOf(row), more: row.label ? row.pioreactor_unit : t.openUnit, run: go(unitPath(row.pioreactor_unit)) })),
    ...(now ? [{ key: "note", group: "actions", icon: "flag", name: t.note, also: t.noteAlso, needs: "operator", run: actions.onNote } satisfies Item] : []),
    ...units.map((row): Item => ({ key: `dose ${row.pioreactor_unit}`, group: "actions", icon: "drop", name: t.dose(labelOf(row)), also: `${row.pioreactor_unit} ${t.doseAlso}`, needs: "operator", run: go(unitPath(row.pioreactor_unit), { dialog: "dose" }) })),
    ...(now ? [{ key: "stop-all", group: "actions", icon: "stop", name: t.stopAll(now), also: t.stopAlso, needs: "operator", run: actions.onStopAll } satisfies Item] : []),
    { key: "create", group: "actions", icon: "plus", name: t.create, needs: "operator", run: actions.onCreate },
    { key: "add-unit", group: "actions", icon: "plus", name: t.addUnit, also: t.addUnitAlso, needs: "admin", run: go("/inventory/add") },
    ...TASKS.flatMap((task) => task.pages.map((page): Item => ({ key: `page ${page.to}`, group: "pages", icon: task.key, name: page.name, more: task.name, also: t.pageAlso[page.to] ?? "", run: go(page.to) }))),
    ...(overview?.experiments ?? []).filter((one) => one.experiment !== now).map((one): Item => ({ key: `experiment ${one.experiment}`, group: "experiments", icon: "analyse", name: one.experiment, more: t.switchTo, run: go("/", { experiment: one.experiment }) })),
    { key: "theme", group: "settings", icon: "sun", name: t.theme, also: t.themeAlso, run: actions.onTheme },
    { key: "letter-keys", group: "settings", icon: "keys", name: t.letterKeys, run: actions.onLetterKeys },
    { key: "keys", group: "settings", icon: "keys", name: t.keys, also: t.keysAlso, run: actions.onKeys },
  ];
}

const AT_REST: Record<Group, number> = { units: 6, actions: 3, pages: 20, experiments: 3, settings: 0 };
const FOUND_AT_MOST = 30;

/** What is offered for what was typed: groups in their order, the best of each first; recent ones first while nothing is typed. */
export function found(items: readonly Item[], typed: string, isAllowed: (item: Item) => boolean, recent: readonly string[]): Item[] {
  const may = items.filter(isAllowed);
  if (!typed.trim()) {
    const last = recent.flatMap((key) => may.filter((item) => item.key === key)).slice(0, 5);
    const rest = GROUPS.flatMap((group) => may.filter((item) => item.group === group && !last.includes(item)).slice(0, AT_REST[group]));
    return [...last, ...rest];
  }
  const scored = may.flatMap((item) => {
    const name = score(typed, item.name);
    const any = score(typed, `${item.name} ${item.more ?? ""} ${item.also ?? ""}`);
    return any === null ? [] : [{ item, by: Math.max(any, name === null ? Number.NEGATIVE_INFINITY : name + 1) }];
  });
  const best = scored.toSorted((a, b) => b.by - a.by).slice(0, FOUND_AT_MOST);
  // The group of the best one stands first.
  const order = [...new Set(best.map(({ item }) => item.group))];
  return [...doses(may, typed), ...order.flatMap((group) => best.filter(({ item }) => item.group === group).map(({ item }) => item))];
}

/** `dose WT 2 0.5 mL`: opens the dose panel with the amount in it; nothing moves before it is confirmed there. */
function doses(items: readonly Item[], typed: string): Item[] {
  const phrase = dosePhrase(typed);
  if (!phrase) return [];
  const units = items.filter((item) => item.group === "units" && [item.name, item.more].some((word) => word?.toLowerCase() === phrase.unit.toLowerCase()));
  const canDose = items.some((item) => item.key.startsWith("dose "));
  return canDose
    ? units.map((unit) => ({ key: `${unit.key} ${typed}`, group: "actions", icon: "drop", name: t.doseAmount(phrase.liquid, phrase.typed, unit.name), more: t.asksFirst, run: go(unitPath(unit.key.slice("unit ".length)), { dialog: "dose", liquid: phrase.liquid, amount: phrase.typed }) }))
    : [];
}
