import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { ActionRecord, Phase } from "../jobs/actionStore";
import { begin, bulkRun, countOf, dropRest, forget, isUnderWay, worstFirst, type BulkRun, type Step } from "./bulkRun";

const asked: string[] = [];
const record = (phase: Phase): ActionRecord => ({ id: "0001", key: "", verb: "Start", phase, askedAt: 0, limitMs: 1, sentence: phase, remedy: null });
const step = (unit: string, phase: Phase = "done", tookMs = 500): Step => ({
  unit,
  label: unit,
  key: `E/${unit}/stirring`,
  run: () => {
    asked.push(unit);
    return new Promise((done) => setTimeout(() => done(record(phase)), tookMs));
  },
});
const now = (): BulkRun => bulkRun() as BulkRun;

beforeEach(() => {
  vi.useFakeTimers();
  asked.length = 0;
});
afterEach(async () => {
  await vi.advanceTimersByTimeAsync(600_000);
  forget();
  vi.useRealTimers();
});

describe("one thing on many units", () => {
  it("is asked of a few at once and of the others as those answer", async () => {
    void begin("Start", Array.from({ length: 14 }, (_, k) => step(`w${k}`)));
    expect(asked.length).toBe(6);
    await vi.advanceTimersByTimeAsync(500);
    expect(asked.length).toBe(12);
    await vi.advanceTimersByTimeAsync(1000);
    expect(countOf(now())).toEqual({ done: 14, failed: 0, open: 0, total: 14 });
  });

  it("is staggered: a unit every so many seconds, whether or not the one before has answered", async () => {
    void begin("Start", [step("a", "done", 60_000), step("b"), step("c")], 10);
    await vi.advanceTimersByTimeAsync(1);
    expect(asked).toEqual(["a"]);
    await vi.advanceTimersByTimeAsync(9_900);
    expect(asked).toEqual(["a"]);
    await vi.advanceTimersByTimeAsync(200);
    expect(asked).toEqual(["a", "b"]);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked).toEqual(["a", "b", "c"]);
  });

  it("has an outcome per unit, what is not resolved first", async () => {
    void begin("Start", [step("a"), step("b", "refused"), step("c", "timed_out"), step("d")]);
    await vi.advanceTimersByTimeAsync(500);
    expect(countOf(now())).toEqual({ done: 2, failed: 2, open: 0, total: 4 });
    expect(worstFirst(now().items).map((item) => [item.unit, item.end?.phase])).toEqual([["b", "refused"], ["c", "timed_out"], ["a", "done"], ["d", "done"]]);
  });

  it("can be ended before the rest is asked; what was asked ends as it does", async () => {
    void begin("Start", [step("a", "done", 5000), step("b"), step("c")], 10);
    await vi.advanceTimersByTimeAsync(100);
    dropRest();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toEqual(["a"]);
    expect(now().items.map((item) => item.state)).toEqual(["ended", "dropped", "dropped"]);
    expect(isUnderWay(now())).toBe(false);
  });

  it("is one at a time, and stays to be seen until it is taken away", async () => {
    void begin("First", [step("a")]);
    void begin("Second", [step("b")]);
    forget();
    expect(now().title).toBe("First");
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked).toEqual(["a"]);
    forget();
    expect(bulkRun()).toBeNull();
  });
});
