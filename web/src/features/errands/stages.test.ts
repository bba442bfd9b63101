import { describe, expect, it } from "vitest";

import { isUnderWay, runSeconds, stageTime } from "./stages";

const began_at = "2026-11-29T10:00:00.000Z";
const at = Date.parse(began_at);

describe("the time of a stage", () => {
  it("is what it took, how far it is, or its limit", () => {
    expect(stageTime({ state: "done", took_s: 1.25 }, at, 1)).toBe("1.3 s");
    expect(stageTime({ state: "running", began_at, limit_s: 150 }, at + 11_400, 1)).toBe("11 s of 150 s");
    expect(stageTime({ state: "running", began_at }, at + 11_400, 1)).toBe("11.4 s");
    expect(stageTime({ state: "waiting", limit_s: 60 }, at, 1)).toBe("limit 60 s");
    expect(stageTime({ state: "undone", took_s: 3 }, at, 1)).toBe("put back");
  });
  it("is in seconds of the wall where the leader's clock runs faster", () => {
    expect(stageTime({ state: "running", began_at, limit_s: 150 }, at + 600_000, 60)).toBe("10 s of 150 s");
  });
});

describe("a run", () => {
  it("takes as long as it took, else until now", () => {
    expect(runSeconds({ began_at }, at + 30_000, 1)).toBe(30);
    expect(runSeconds({ began_at, took_s: 156 }, 0, 1)).toBe(156);
    expect(runSeconds({ began_at: "", asked_at: "" }, 0, 1)).toBe(0);
  });
  it("is under way from the moment it is asked for until it has ended", () => {
    expect(["asked", "running"].map((outcome) => isUnderWay({ outcome }))).toEqual([true, true]);
    expect(["succeeded", "failed", "stopped", "interrupted"].some((outcome) => isUnderWay({ outcome }))).toBe(false);
    expect(isUnderWay(null)).toBe(false);
  });
});
