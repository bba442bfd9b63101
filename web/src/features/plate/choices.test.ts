import { describe, expect, it } from "vitest";

import { choicesOf, USUAL, withLayout, withoutLayout } from "./choices";

describe("what this browser remembers of the plate", () => {
  it("comes back as it was kept", () => {
    const kept = withLayout({ ...USUAL, reading: "growth", density: "compact", columns: 8 }, { name: "Bench", columns: 3, places: ["a", null, "b"] });
    expect(choicesOf(JSON.stringify(kept))).toEqual(kept);
  });

  it.each([null, "", "{", "7", "[]", '{"reading":"weight","density":3,"columns":5,"layouts":"x","layout":"Bench"}'])("is as if nobody had chosen where it cannot be read: %s", (stored) => expect(choicesOf(stored)).toEqual(USUAL));

  it("drops a layout that is none and keeps the others", () => {
    const stored = JSON.stringify({ layouts: [{ name: "a", columns: 0, places: [] }, { name: "b", columns: 3, places: ["w", 7, ""] }], layout: "b" });
    expect(choicesOf(stored)).toMatchObject({ layouts: [{ name: "b", columns: 3, places: ["w", null, null] }], layout: "b" });
  });

  it("has one layout of a name, and none in use once it is deleted", () => {
    const one = withLayout(USUAL, { name: "Bench", columns: 3, places: ["a"] });
    const two = withLayout(one, { name: "Bench", columns: 4, places: ["b"] });
    expect(two.layouts).toEqual([{ name: "Bench", columns: 4, places: ["b"] }]);
    expect(withoutLayout(two, "Bench")).toEqual(USUAL);
  });
});
