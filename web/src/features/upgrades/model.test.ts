import { describe, expect, it } from "vitest";

import type { ReleaseRow, Run, RunStage, RunUnit } from "../../api/types";
import { isOpen, lastChange, lineOf, remedyOf, runSeconds, stageTime, stageTitle, unitChip, versionsIn } from "./model";

const stage = (name: RunStage["name"], change: Partial<RunStage> = {}): RunStage => ({ name, state: "waiting", began_at: "", took_s: null, limit_s: null, text: "", ...change });
const unit = (change: Partial<RunUnit>): RunUnit => ({ unit: "worker1", is_leader: false, state: "waiting", come_from: "1.0.0", to: "1.1.0", text: "", away_s: null, stages: [], ...change });

describe("a unit of a run", () => {
  it("says what it is doing, and how it ended", () => {
    expect(lineOf(unit({}), true)).toBe("Waits for its turn");
    expect(lineOf(unit({ text: "Wait until no experiment runs" }), true)).toBe("Wait until no experiment runs");
    expect(lineOf(unit({ state: "running", stages: [stage("switch", { state: "running" })] }), true)).toBe("Hand over jobs and switch");
    expect(lineOf(unit({ state: "done", away_s: 6.74 }), true)).toBe("Uses 1.1.0, running; no readings for 6.7 s");
    expect(lineOf(unit({ state: "returned" }), true)).toBe("Switched back to 1.0.0, running");
  });

  it("is not shown as changing when nobody looks on any more", () => {
    const left = unit({ state: "running", stages: [stage("back", { state: "running" })] });
    expect([unitChip(left, true), unitChip(left, false)]).toEqual(["init", "warn"]);
    expect(lineOf(left, false)).toBe("Goes on by itself; nobody looks on");
    expect(isOpen(left, false)).toBe(false);
  });

  it("folds when it is done, and stays open with a remedy when it failed", () => {
    expect(isOpen(unit({ state: "running" }), true)).toBe(true);
    expect(isOpen(unit({ state: "done" }), true)).toBe(false);
    for (const state of ["returned", "failed", "unreachable", "stuck"] as const) {
      expect(isOpen(unit({ state }), false)).toBe(true);
      expect(remedyOf(unit({ state }))).toMatch(/run it again|run the upgrade again|roll back/);
    }
    expect(remedyOf(unit({ state: "done" }))).toBeNull();
    expect(remedyOf(unit({ state: "unchanged" }))).toBeNull();
  });
});

describe("a stage", () => {
  const began = "2026-11-29T10:00:00.000Z";
  const at = Date.parse(began);
  it("shows what it took, how far it is, or its limit", () => {
    expect(stageTime(stage("check", { state: "done", took_s: 1.25 }), at, 1)).toBe("1.3 s");
    expect(stageTime(stage("back", { state: "running", began_at: began, limit_s: 150 }), at + 11_400, 1)).toBe("11 s of 150 s");
    expect(stageTime(stage("install", { state: "running", began_at: began }), at + 11_400, 1)).toBe("11.4 s");
    expect(stageTime(stage("stable", { limit_s: 60 }), at, 1)).toBe("limit 60 s");
    expect(stageTime(stage("switch", { state: "undone", took_s: 3 }), at, 1)).toBe("put back");
  });
  it("counts wall seconds where the leader's clock runs faster", () => {
    expect(stageTime(stage("back", { state: "running", began_at: began, limit_s: 150 }), at + 600_000, 60)).toBe("10 s of 150 s");
  });
  it("names the copy of the database on the leader only, and the way back in a rollback", () => {
    expect(stageTitle(unit({ is_leader: true }), stage("note"), false)).toMatch(/database/);
    expect(stageTitle(unit({}), stage("note"), false)).not.toMatch(/database/);
    expect(stageTitle(unit({}), stage("switch"), true)).toMatch(/switch back/);
  });
});

describe("a run and the units", () => {
  const run = { kind: "upgrade", began_at: "2026-11-29T10:00:00.000Z", took_s: null } as Run;
  it("takes as long as it took, else until now", () => {
    expect(runSeconds(run, Date.parse("2026-11-29T10:00:30.000Z"), 1)).toBe(30);
    expect(runSeconds({ ...run, took_s: 156 }, 0, 1)).toBe(156);
    expect(runSeconds({ ...run, began_at: "", asked_at: "" }, 0, 1)).toBe(0);
  });

  const row = (version: string | null, change: object | null = null): ReleaseRow => ({ unit: "u", is_leader: false, error: null, release: version === null ? null : ({ version, change } as ReleaseRow["release"]) });
  it("names each release once", () => {
    expect(versionsIn([row("1.1.0"), row("1.0.0"), row(null), row("1.1.0")])).toEqual(["1.0.0", "1.1.0"]);
  });
  it("tells a unit's last change apart: forwards, back by itself, rolled back", () => {
    const change = { to: "1.1.0", come_from: "1.0.0", step: "accepted", is_rollback: false, away_s: 7 };
    const say = (part: object | null): string | null => lastChange(row("1.0.0", part), (s) => `${s} s`);
    expect(say(change)).toBe("to 1.1.0, readings back after 7 s");
    expect(say({ ...change, step: "returned" })).toBe("switched back from 1.1.0");
    expect(say({ ...change, step: "returned", is_rollback: true })).toBe("rolled back from 1.1.0");
    expect(say({ ...change, step: "started" })).toBe("on its way to 1.1.0: started");
    expect(say(null)).toBeNull();
  });
});
