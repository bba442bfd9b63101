import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { forget, recall, remember, type LastKnown } from "./store";

const picture: LastKnown = {
  leader: "lab1",
  cluster: "North bench",
  experiment: "Tet ramp",
  savedAt: "2026-11-30T14:31:50.000Z",
  units: [{ unit: "worker1", label: "WT 1", words: "Measuring", jobs: 3, od: 0.52, growthPerH: 0.31, temperatureC: null }],
};
let kept: Map<string, string>;

beforeEach(() => {
  kept = new Map();
  vi.stubGlobal("localStorage", { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => kept.set(key, value), removeItem: (key: string) => kept.delete(key) });
});
afterEach(() => vi.unstubAllGlobals());

test("what was remembered is there until it is forgotten", () => {
  expect(recall()).toBeNull();
  remember(picture);
  expect(recall()).toEqual(picture);
  forget();
  expect(recall()).toBeNull();
});

test.each(["", "nonsense", "{}", "[]", '"text"', JSON.stringify({ ...picture, savedAt: "yesterday" }), JSON.stringify({ ...picture, units: [null] })])("what another version or hand left there is nothing: %s", (text) => {
  kept.set("last-known", text);
  expect(recall()).toBeNull();
});

test("a browser without storage has no picture, and no error", () => {
  const refuse = (): never => {
    throw new Error("not allowed");
  };
  vi.stubGlobal("localStorage", { getItem: refuse, setItem: refuse, removeItem: refuse });
  remember(picture);
  forget();
  expect(recall()).toBeNull();
});
