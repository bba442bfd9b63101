import { describe, expect, it } from "vitest";

import { factsOf, idOf, merged, resetRefusal, sorted, stepsOf, unseen, type UnitAlarm } from "./alarmModel";

const alarm = (code: string, change: Partial<UnitAlarm> = {}): UnitAlarm => ({
  unit: "w", code, severity: "alarm", title: "T", text: "", remedy: "", source: "", experiment: "", raised_at: "2026-11-23T00:00:00Z", state: "new", acknowledged_by: null, acknowledged_at: null, returned_at: null, needs_reset: false, reset_requested: false, reset_requested_by: null, data: null, ...change,
});
const codes = (list: readonly UnitAlarm[]): string[] => list.map((one) => one.code);

describe("the order of alarms", () => {
  it("is worst first: unseen, then alarms, then the newest", () => {
    const list = [
      alarm("seen", { state: "acknowledged" }),
      alarm("warning", { severity: "warning", raised_at: "2026-11-23T09:00:00Z" }),
      alarm("old"),
      alarm("back", { state: "returned", raised_at: "2026-11-23T10:00:00Z" }),
      alarm("newest", { raised_at: "2026-11-23T08:00:00Z" }),
    ];
    expect(codes(sorted(list))).toEqual(["newest", "old", "back", "warning", "seen"]);
    expect(codes(unseen(list))).not.toContain("seen");
  });
});

describe("live and asked-for alarms", () => {
  it("believe the live link about units it has spoken of, also that one is gone", () => {
    const live = new Map([["a", [alarm("x", { unit: "a" })]], ["b", []]]);
    const list = merged(live, { a: [alarm("y")], b: [alarm("gone")], c: [alarm("z"), alarm("over", { state: "ended" })] });
    expect(list.map(idOf).toSorted()).toEqual(["a/x", "c/z"]);
  });
});

it("reads a remedy as steps, with or without numbers", () => {
  expect(stepsOf("1. Look at the cable.\n2) Run the self-test.\n\nThen resume.")).toEqual(["Look at the cable.", "Run the self-test.", "Then resume."]);
  expect(stepsOf("")).toEqual([]);
});

it("shows plain facts with the unit that their name tells", () => {
  expect(factsOf({ liquid_c: 31.24, heater_duty_cycle: 80, reset_refused: "no", deep: { a: 1 }, pid: 3951, moved_ml: -1.5, at_s: Number.NaN })).toEqual([
    { name: "Liquid", value: "31.2", unit: "°C" },
    { name: "Heater", value: "80", unit: "%" },
    { name: "Moved", value: "−1.5", unit: "mL" },
  ]);
  expect(factsOf(null)).toEqual([]);
});

it("tells why an interlock did not let go, unless it is asked again", () => {
  const data = { reset_refused: "The plate is still at 71 °C." } as unknown as UnitAlarm["data"];
  expect(resetRefusal(alarm("x", { data }))).toBe("The plate is still at 71 °C.");
  expect(resetRefusal(alarm("x", { data, reset_requested: true }))).toBeNull();
});
