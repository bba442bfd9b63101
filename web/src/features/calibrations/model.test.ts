import { describe, expect, it } from "vitest";

import type { ProtocolRow } from "../../api/types";
import type { Calibration } from "./curve";
import { cellOf, coverage, devicesOf, firstOf, isFitted } from "./model";

const made = (name: string, created_at: string, is_active = false) => ({ calibration_name: name, created_at, is_active }) as Calibration;
const nowMs = Date.parse("2026-11-30T12:00:00Z");
const protocols = ["stirring", "od", "od90", "waste_pump", "media_pump", "lamp"].map((target_device) => ({ target_device }) as ProtocolRow);

describe("devices", () => {
  it("come in the order of the bench, those of plugins last, and all angles at once is none of them", () => expect(devicesOf([{ pump_x: [] }, null], protocols)).toEqual(["media_pump", "waste_pump", "stirring", "od90", "lamp", "pump_x"]));
  it("are fitted by the configuration, or where it says nothing", () => {
    const config = { PWM: { "1": "stirring", "2": "media" }, "od_config.photodiode_channel": { "1": "REF", "2": "90" } };
    expect(["stirring", "media_pump", "waste_pump", "od90", "od45", "lamp"].map((device) => isFitted(device, config))).toEqual([true, true, false, true, false, true]);
    expect(isFitted("waste_pump", null)).toBe(true);
  });
});

describe("a cell", () => {
  const cell = (rows: Calibration[]) => cellOf("media_pump", { media_pump: rows }, {}, nowMs);
  it("knows the one in use and its age", () => {
    expect(cell([made("a", "2026-11-28T12:00:00Z", true), made("b", "2026-11-29T12:00:00Z")])).toMatchObject({ state: "active", stored: 2, ageS: 2 * 86_400 });
    expect(cell([made("a", "2026-01-01T00:00:00Z", true)]).state).toBe("old");
  });
  it("tells stored from missing from not fitted", () => {
    expect(cell([made("a", "2026-11-28T12:00:00Z")]).state).toBe("idle");
    expect(cell([]).state).toBe("missing");
    expect(cellOf("media_pump", {}, { PWM: {} }, nowMs).state).toBe("unfitted");
  });
  it("counts in the coverage unless the device is not fitted", () => expect(coverage([cell([made("a", "2026-01-01T00:00:00Z", true)]), cell([]), cellOf("media_pump", {}, { PWM: {} }, nowMs)])).toEqual({ done: 1, all: 2 }));
});

it("shows the one in use first, else the newest", () => {
  const rows = [made("a", "2026-11-01T00:00:00Z"), made("b", "2026-11-03T00:00:00Z"), made("c", "2026-11-02T00:00:00Z")];
  expect(firstOf(rows)?.calibration_name).toBe("b");
  expect(firstOf([...rows, made("d", "2025-11-02T00:00:00Z", true)])?.calibration_name).toBe("d");
  expect(firstOf([])).toBeNull();
});
