import { describe, expect, it } from "vitest";

import { whyForbidden } from "./forbidden";

describe("what a person may not do", () => {
  it("is told to whoever has less than the role that it needs", () => {
    expect(whyForbidden({ role: "viewer" }, "operator")).toBe("Needs the role operator; yours is viewer. An admin can change that.");
    expect(whyForbidden({ role: "operator" }, "admin")).toBe("Needs the role admin; yours is operator. An admin can change that.");
  });
  it("is nothing for the role itself and for more", () => {
    expect(whyForbidden({ role: "operator" }, "operator")).toBeNull();
    expect(whyForbidden({ role: "admin" }, "operator")).toBeNull();
    expect(whyForbidden({ role: "admin" }, "admin")).toBeNull();
  });
});
