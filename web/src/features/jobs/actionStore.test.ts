import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { ApiError } from "../../api/client";
import type { ActionPlan } from "./actionStore";

vi.stubGlobal("document", { hidden: false });
vi.stubGlobal("requestAnimationFrame", (run: () => void) => setTimeout(run, 16));
const { act, actionOf, checkNow, dismiss } = await import("./actionStore");
const { store } = await import("../../live");

const TOPIC = "pioreactor/w/E/stirring/target_rpm";
const plan = (change: Partial<ActionPlan> = {}): ActionPlan => ({
  key: "E/w/stirring",
  verb: "Set",
  what: "Target 500 to 620 rpm",
  limitMs: 10_000,
  send: () => Promise.resolve({ kind: "pending" }),
  topics: [TOPIC],
  judge: (_, payload) => (Number(payload) === 620 ? { kind: "done" } : { kind: "superseded", value: `now ${payload}` }),
  ...change,
});

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  dismiss("E/w/stirring");
  vi.useRealTimers();
});

describe("the life of an action", () => {
  it("is asked, waits, and is done when the unit says so; done goes away after 30 s", async () => {
    const end = act(plan());
    expect(actionOf("E/w/stirring")?.phase).toBe("asked");
    await vi.advanceTimersByTimeAsync(400);
    expect(actionOf("E/w/stirring")?.phase).toBe("waiting");
    store.put(TOPIC, "620.0", false);
    const record = await end;
    expect(record.phase).toBe("done");
    expect(record.sentence).toBe("Target 500 to 620 rpm, confirmed by the unit in 0.4 s");
    await vi.advanceTimersByTimeAsync(30_100);
    expect(actionOf("E/w/stirring")).toBeUndefined();
  });

  it("does not take an old retained value for a confirmation", async () => {
    void act(plan());
    store.put(TOPIC, "620.0", true);
    await vi.advanceTimersByTimeAsync(400);
    expect(actionOf("E/w/stirring")?.phase).toBe("waiting");
  });

  it("is refused with cause and remedy, and stays until dismissed", async () => {
    const end = act(plan({ send: () => Promise.reject(new ApiError(503, "The command did not reach the unit.", "The broker is away.", "Start the broker.")) }));
    const record = await end;
    expect(record).toMatchObject({ phase: "refused", sentence: "The command did not reach the unit: The broker is away.", remedy: "Start the broker." });
    await vi.advanceTimersByTimeAsync(120_000);
    expect(actionOf("E/w/stirring")?.phase).toBe("refused");
  });

  it("says that nothing was asked when the leader cannot be reached", async () => {
    const record = await act(plan({ send: () => Promise.reject(new TypeError("Failed to fetch")) }));
    expect(record.sentence).toContain("Nothing was asked of the unit");
  });

  it("times out honestly, and a later look can still find it done", async () => {
    const end = act(plan({ recheck: () => Promise.resolve(true) }));
    await vi.advanceTimersByTimeAsync(10_100);
    expect((await end).sentence).toBe("No answer in 10 s. It may still happen: the unit is asked again when it is back.");
    await checkNow("E/w/stirring");
    expect(actionOf("E/w/stirring")?.phase).toBe("done");
  });

  it("is superseded when the unit confirms another value", async () => {
    const end = act(plan());
    store.put(TOPIC, "300.0", false);
    expect(await end).toMatchObject({ phase: "superseded", sentence: "now 300.0" });
  });

  it("shows the newer of two actions on one thing", async () => {
    const first = act(plan());
    void act(plan({ what: "second" }));
    const id = actionOf("E/w/stirring")?.id;
    store.put(TOPIC, "620.0", false);
    await first;
    expect(actionOf("E/w/stirring")?.id).toBe(id);
    expect(actionOf("E/w/stirring")?.sentence).toContain("second");
  });
});
