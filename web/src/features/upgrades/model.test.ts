import { describe, expect, it } from "vitest";

import type { ReleaseRow, RunStage, RunUnit } from "../../api/types";
import { isOpen, lastChange, lineOf, remedyOf, stageTitle, unitChip, versionsIn } from "./model";

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
  it("names the copy of the database on the leader only, and the way back in a rollback", () => {
    expect(stageTitle(unit({ is_leader: true }), stage("note"), false)).toMatch(/database/);
    expect(stageTitle(unit({}), stage("note"), false)).not.toMatch(/database/);
    expect(stageTitle(unit({}), stage("switch"), true)).toMatch(/switch back/);
  });
});

describe("the units", () => {
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
