import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

vi.stubGlobal("document", { hidden: false });
vi.stubGlobal("requestAnimationFrame", (run: () => void) => setTimeout(run, 16));
const replies: Record<string, unknown>[] = [];
vi.stubGlobal("fetch", (url: string, init?: { method?: string }) => {
  if (init?.method === "POST") return Promise.resolve(new Response(JSON.stringify({ result_url_path: `/unit_api/task_results/${url.includes("/stop/") ? "stop" : "run"}` }), { status: 202 }));
  return Promise.resolve(new Response(JSON.stringify(replies.shift() ?? { status: "pending" })));
});
const { dose, doseOf, forgetDose, isPumping, stopDose } = await import("./doseRun");
const { store } = await import("../../live");

const order = { unit: "w", experiment: "E", liquid: "media" as const, by: "volume" as const, job: "add_media", wantedMl: 3, plannedS: 30, beforeMl: 14, options: { ml: 3 } };
const ok = { status: "succeeded", result: { w: { ok: true, unit: "w", value: { ok: true } } } };
const state = (word: string): void => store.put("pioreactor/w/E/add_media/$state", word, false);
const booked = (ml: number): void => store.put("pioreactor/w/E/dosing_events", JSON.stringify({ volume_change: ml, event: "add_media", source_of_event: "UI", timestamp: new Date().toISOString() }), false);

beforeEach(() => {
  vi.useFakeTimers();
  replies.length = 0;
});
afterEach(() => {
  forgetDose("w");
  vi.useRealTimers();
});

describe("a dose", () => {
  it("counts what the pump books and is done when its job ends", async () => {
    replies.push(ok);
    const end = dose(order);
    expect(doseOf("w")?.phase).toBe("asking");
    await vi.advanceTimersByTimeAsync(10);
    state("ready");
    booked(1.5);
    expect(doseOf("w")).toMatchObject({ phase: "dosing", movedMl: 1.5 });
    booked(1.5);
    state("disconnected");
    await vi.advanceTimersByTimeAsync(500);
    expect(await end).toMatchObject({ phase: "done", movedMl: 3 });
    expect(isPumping(doseOf("w"))).toBe(false);
  });

  it("that the unit refuses has moved nothing and says why", async () => {
    replies.push({ status: "succeeded", result: { w: { ok: false, unit: "w", error: { kind: "task_failed", message: "3 mL does not fit.", cause: "The vial holds 16.9 mL.", remediation: "Dose at most 1.1 mL." } } } });
    const end = dose(order);
    await vi.advanceTimersByTimeAsync(10);
    expect(await end).toMatchObject({ phase: "refused", movedMl: 0, cause: "3 mL does not fit: The vial holds 16.9 mL.", remedy: "Dose at most 1.1 mL." });
  });

  it("that is stopped says how much has moved", async () => {
    replies.push(ok);
    const end = dose(order);
    await vi.advanceTimersByTimeAsync(10);
    booked(1.2);
    replies.push(ok);
    void stopDose("w");
    expect(doseOf("w")?.phase).toBe("stopping");
    state("disconnected");
    await vi.advanceTimersByTimeAsync(500);
    expect(await end).toMatchObject({ phase: "interrupted", movedMl: 1.2 });
  });

  it("whose job is lost half-way is interrupted, never done", async () => {
    replies.push(ok);
    const end = dose(order);
    await vi.advanceTimersByTimeAsync(10);
    booked(3);
    state("lost");
    await vi.advanceTimersByTimeAsync(500);
    expect((await end).phase).toBe("interrupted");
  });

  it("without an answer is not called a failure", async () => {
    const end = dose(order);
    await vi.advanceTimersByTimeAsync(21_000);
    expect((await end).phase).toBe("unsure");
  });
});
