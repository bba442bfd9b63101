import { describe, expect, it } from "vitest";

import type { RepairDone } from "../../api/types";
import { hardwareVerdict, repairVerdict } from "./verdicts";

const done = (more: Partial<RepairDone> = {}): RepairDone => ({
  success: true,
  repair: { returncode: 0, stdout: "ok   folders: All are there.\nRepair complete.", stderr: "" },
  status: { returncode: 0, stdout: "", stderr: "", payload: { status: "OK", checks: [{ name: "services:web", status: "OK", details: "" }] } },
  ...more,
});

describe("hardwareVerdict", () => {
  it("is a sentence when all is well, and when there is nothing to look at", () => {
    expect(hardwareVerdict("worker01", { status: "ok", reason: null, problems: [] })).toContain("answers");
    expect(hardwareVerdict("leader01", { status: "skipped", reason: "leader01 has no vial.", problems: [] })).toBe("leader01 has no vial.");
  });
  it("says what is wrong and each remedy once", () => {
    const problems = ["pd3", "pd4"].map((name) => ({ severity: "warning", text: `${name} does not answer.`, remedy: "Reseat the HAT." }));
    expect(hardwareVerdict("worker01", { status: "warning", reason: "pd3 does not answer. pd4 does not answer.", problems })).toEqual({
      kind: "refused",
      cause: "The hardware of worker01 does not fit its model. pd3 does not answer. pd4 does not answer.",
      remedy: "Reseat the HAT.",
    });
  });
});

describe("repairVerdict", () => {
  it("names what the status still complains about", () => {
    expect(repairVerdict("worker01", done())).toContain("in order");
    const status = { ...done().status, payload: { status: "WARN" as const, checks: [{ name: "storage:disk", status: "WARN" as const, details: "1.2 GB free" }] } };
    expect(repairVerdict("worker01", done({ status }))).toContain("storage:disk, 1.2 GB free");
  });
  it("shows the lines that failed, and no others", () => {
    const repair = { returncode: 1, stdout: "ok   folders: All are there.\nFAIL host: mosquitto.service cannot be started.", stderr: "" };
    expect(repairVerdict("worker01", done({ success: false, repair }))).toEqual({ kind: "refused", cause: expect.any(String), remedy: "host: mosquitto.service cannot be started." });
  });
});
