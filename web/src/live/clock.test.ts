import { describe, expect, it } from "vitest";

import { freshness } from "./age";
import { ClusterClock } from "./clock";

describe("the clock of the cluster", () => {
  it("runs at the speed of the session", () => {
    let wall = 0;
    const clock = new ClusterClock(() => wall);
    clock.set(1000, 60, "leader");
    wall = 2000;
    expect(clock.nowMs()).toBeCloseTo(1_000_000 + 120_000, 3);
  });

  it("believes the message that travelled fastest", () => {
    let wall = 0;
    const clock = new ClusterClock(() => wall);
    clock.set(1000, 1, "leader");
    clock.observe("w", 1_000_000);
    wall = 1000;
    clock.observe("w", 1_000_900);
    expect(clock.nowMs("w")).toBeCloseTo(1_001_000, 0);
    wall = 2000;
    clock.observe("w", 1_002_050);
    expect(clock.nowMs("w")).toBeCloseTo(1_002_050, 0);
  });

  it("keeps the clocks of units apart", () => {
    const clock = new ClusterClock(() => 0);
    clock.set(1000, 1, "leader");
    clock.observe("slow", 400_000);
    expect(clock.nowMs("slow")).toBe(400_000);
    expect(clock.nowMs("other")).toBe(1_000_000);
  });
});

describe("how fresh a value is", () => {
  const base = { intervalS: 5, speed: 1, isLinkUp: true, isUnitOnline: true };
  it.each([
    [null, "loading"],
    [0, "live"],
    [10, "live"],
    [11, "late"],
    [25, "late"],
    [26, "stale"],
  ])("at %s s it is %s", (ageS, state) => expect(freshness({ ...base, ageS })).toBe(state));

  it("does not flicker in a simulation at 60 times real time", () => {
    expect(freshness({ ...base, speed: 60, ageS: 170 })).toBe("live");
    expect(freshness({ ...base, speed: 60, ageS: 500 })).toBe("stale");
  });

  it("is stale without a link and offline without a unit, whatever the age", () => {
    expect(freshness({ ...base, ageS: 0, isLinkUp: false })).toBe("stale");
    expect(freshness({ ...base, ageS: 0, isUnitOnline: false })).toBe("offline");
  });
});
