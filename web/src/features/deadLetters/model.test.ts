import { describe, expect, it } from "vitest";

import { readable, storedVerdict } from "./model";

const refused = (n: number) => Array.from({ length: n }, (_, id) => ({ id, topic: "t", reason: "no table" }));

describe("messages that are read once more", () => {
  it("are stored, or kept with what helps", () => {
    expect(storedVerdict({ stored: 2, refused: [] })).toBe("2 messages stored");
    expect(storedVerdict({ stored: 1, refused: refused(3) })).toBe("1 message stored, 3 messages still not understood and kept");
    expect(storedVerdict({ stored: 0, refused: refused(1) })).toMatchObject({ kind: "refused", cause: "The message is still not understood and was kept." });
    expect(storedVerdict({ stored: 0, refused: [] })).toBe("0 messages stored");
  });
});

describe("a payload", () => {
  it("is set out when it is JSON, and left alone otherwise", () => {
    expect(readable('{"a":1}')).toBe('{\n  "a": 1\n}');
    expect(readable("0.5")).toBe("0.5");
    expect(readable("{half")).toBe("{half");
    expect(readable("")).toBe("");
  });
});
