import { describe, expect, it } from "vitest";

import { compareKeys, sortOf, type SortKey } from "./tableSort";

const sorted = (...keys: SortKey[]): SortKey[] => keys.toSorted(compareKeys);

describe("sorting a table", () => {
  it("counts words as people do", () => {
    expect(sorted("worker10", "leader01", "worker2")).toEqual(["leader01", "worker2", "worker10"]);
  });
  it("puts what nobody knows first, whatever the others are", () => {
    expect(sorted(3, null, -1)).toEqual([null, -1, 3]);
    expect(sorted("b", null, "a", null)).toEqual([null, null, "a", "b"]);
  });
  it("reads column and direction from the address", () => {
    expect(sortOf("od")).toEqual({ by: "od", isDown: false });
    expect(sortOf("-od")).toEqual({ by: "od", isDown: true });
    expect(sortOf("")).toEqual({ by: "", isDown: false });
  });
});
