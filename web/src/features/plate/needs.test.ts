import { describe, expect, it, vi } from "vitest";

import type { Experiment, UnitRow } from "../../api/types";
import type { UnitAlarm } from "../alarms/alarmModel";

vi.stubGlobal("document", { hidden: false });
vi.stubGlobal("requestAnimationFrame", (run: () => void) => setTimeout(run, 16));
vi.stubGlobal("addEventListener", () => undefined);
const { needsOf } = await import("./needs");
const { store } = await import("../../live");

const experiment = { experiment: "E", created_at: "2026-11-01T00:00:00Z" } as Experiment;
const place = (unit: string, label: string | null = null) => ({ experiment, row: { pioreactor_unit: unit, label, is_active: true, jobs: {}, latest: {}, alarms: [] } as unknown as UnitRow });
const alarm = (unit: string, more: Partial<UnitAlarm> = {}): UnitAlarm => ({ unit, code: "heater.open", severity: "alarm", title: `Heater of ${unit} does not heat`, text: "It was switched off.", state: "new", acknowledged_by: null, ...more }) as UnitAlarm;

describe("what needs somebody", () => {
  it("is worst first: loud alarms, then warnings and alarms that somebody is on, by the name of their unit", () => {
    const alarms = [alarm("w3", { severity: "warning", code: "bottle.empty", title: "Media of w3 is low" }), alarm("w2", { state: "acknowledged", acknowledged_by: "mira" }), alarm("w1"), alarm("elsewhere")];
    expect(needsOf([place("w1", "WT 1"), place("w2"), place("w3")], alarms).map(({ look, title, detail }) => [look, title, detail])).toEqual([
      ["alarm", "Heater of WT 1 does not heat", "It was switched off."],
      ["warn", "Media of w3 is low", "It was switched off."],
      ["warn", "Heater of w2 does not heat", "mira is on it."],
    ]);
  });

  it("is nobody's stale value while there is no link: the banner of the page says so", () => {
    store.put("pioreactor/w1/E/stirring/$state", "ready", true);
    expect(needsOf([place("w1")], [])).toEqual([]);
  });
});
