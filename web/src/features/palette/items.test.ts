import { beforeEach, expect, test, vi } from "vitest";

import type { Overview } from "../../api/types";
import { found, itemsOf, type FrameActions, type Item } from "./items";

vi.mock("../../app/router", () => ({ href: (to: string, extra: Record<string, string> = {}) => `${to}?${new URLSearchParams(extra)}`, navigate: (to: string) => went.push(to) }));
vi.mock("../units/model", () => ({ labelOf: (row: { label: string | null; pioreactor_unit: string }) => row.label ?? row.pioreactor_unit }));

let went: string[] = [];
beforeEach(() => {
  went = [];
});

const done: string[] = [];
const act = (name: string) => () => void done.push(name);
const actions: FrameActions = { onNote: act("note"), onCreate: act("create"), onStopAll: act("stop"), onKeys: act("keys"), onTheme: act("theme"), onLetterKeys: act("letters") };
const overview = {
  experiment: { experiment: "Tet ramp" },
  experiments: [{ experiment: "Tet ramp" }, { experiment: "Older run" }],
  units: [
    { pioreactor_unit: "worker1", label: "WT 1" },
    { pioreactor_unit: "worker2", label: "WT 2" },
    { pioreactor_unit: "worker3", label: null },
  ],
} as unknown as Overview;
const items = itemsOf(overview, actions);
const all = (): boolean => true;
const viewer = (item: Item): boolean => !item.needs;
const first = (typed: string, may: (item: Item) => boolean = all): string | undefined => found(items, typed, may, [])[0]?.key;

test.each([
  ["wt 2", "unit worker2"],
  ["worker1", "unit worker1"],
  ["dose wt 1", "dose worker1"],
  ["plate", "page /plate"],
  ["logs", "page /events"],
  ["stop", "stop-all"],
  ["older", "experiment Older run"],
  ["dark", "theme"],
])("%s finds %s", (typed, key) => expect(first(typed)).toBe(key));

test("a dose with its amount opens the panel with it, and moves nothing", () => {
  const [item] = found(items, "dose WT 2 0.5 mL", all, []);
  expect(item?.name).toBe("Dose 0.5 mL of media into WT 2");
  item?.run();
  expect(went).toEqual(["/units/worker2?dialog=dose&liquid=media&amount=0.5+mL"]);
  expect(found(items, "waste worker3 2 mL", all, [])[0]?.name).toBe("Take 2 mL of waste out of worker3");
  expect(found(items, "dose nobody 2 mL", all, [])).toEqual([]);
});

test("who may only look is offered nothing that changes something", () => {
  const offered = [...found(items, "", viewer, []), ...found(items, "dose", viewer, []), ...found(items, "dose WT 2 0.5 mL", viewer, [])];
  expect(offered.filter((item) => item.needs || item.key.includes("dose"))).toEqual([]);
  expect(offered.length).toBeGreaterThan(5);
});

test("what was chosen last stands first while nothing is typed, once", () => {
  const offered = found(items, " ", all, ["page /leader", "gone", "unit worker3"]).map((item) => item.key);
  expect(offered.slice(0, 2)).toEqual(["page /leader", "unit worker3"]);
  expect(new Set(offered).size).toBe(offered.length);
});
