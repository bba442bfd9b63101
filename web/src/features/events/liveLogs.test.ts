import { expect, it, vi } from "vitest";

vi.stubGlobal("document", { hidden: false });
vi.stubGlobal("requestAnimationFrame", (run: () => void) => setTimeout(run, 16));
const { fold, lastErrorOf, merge } = await import("./liveLogs");
const { store } = await import("../../live");

const row = (second: number, message: string, level = "INFO") => ({
  timestamp: `2026-11-23T00:00:${String(second).padStart(2, "0")}.000Z`,
  level,
  pioreactor_unit: "w",
  message,
  task: "stirring",
  experiment: "E",
});

it("joins live and stored lines, newest first, each once", () => {
  expect(merge([row(3, "c"), row(2, "b")], [row(2, "b"), row(1, "a")]).map((r) => r.message)).toEqual(["c", "b", "a"]);
});

it("folds lines that say the same onto the newest", () => {
  expect(fold([row(3, "x"), row(2, "y"), row(1, "x")]).map((r) => [r.message, r.count])).toEqual([
    ["x", 2],
    ["y", 1],
  ]);
});

it("finds the error that a failed start wrote", () => {
  const line = (message: string, level: string, second: number): void =>
    store.put(`pioreactor/w/E/logs/app/${level.toLowerCase()}`, JSON.stringify({ ...row(second, message, level), source: "app" }), false);
  line("Old trouble.", "ERROR", 1);
  line("No light reaches the reference photodiode.", "ERROR", 9);
  line("Ready.", "INFO", 10);
  expect(lastErrorOf("w", "stirring", Date.parse("2026-11-23T00:00:05Z"))).toBe("No light reaches the reference photodiode.");
  expect(lastErrorOf("w", "od_reading", 0)).toBeNull();
});
