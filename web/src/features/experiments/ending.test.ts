import { describe, expect, it } from "vitest";

import type { UnitAnswer } from "../../api/types";
import { endVerdict } from "./ending";

const said = (...outcomes: [string, string][]): UnitAnswer => ({ ok: true, unit: "u", value: outcomes.map(([job_name, outcome], i) => ({ job_id: i, job_name, pid: i, outcome, took_s: 0.3, outputs: [] })) });

describe("the end of an experiment", () => {
  it("is done when every unit says so", () => {
    const verdict = endVerdict("Trial", { w1: said(["stirring", "stopped"], ["od_reading", "terminated"]), w2: said() });
    expect(verdict).toMatchObject({ kind: "done", what: "Trial has ended: 2 units are free, 2 jobs were stopped" });
  });
  it("names units that did not answer", () => {
    const verdict = endVerdict("Trial", { w1: said(), w2: { ok: false, unit: "w2" } });
    expect(verdict).toMatchObject({ kind: "refused", cause: "Trial has ended, but w2 did not answer." });
  });
  it("names what still runs before anything else", () => {
    const verdict = endVerdict("Trial", { w1: { ok: false, unit: "w1" }, w2: said(["stirring", "still running"]) });
    expect(verdict).toMatchObject({ kind: "refused", cause: "stirring still runs on w2." });
  });
});
