import { describe, expect, it } from "vitest";

import type { ReleaseRow, UnitAnswer, Worker } from "../../api/types";
import { clockRows, clockState, modelName, otherVersions, rowsOf, steppedWords } from "./model";

const worker = (name: string, more: Partial<Worker> = {}): Worker => ({ pioreactor_unit: name, added_at: "2026-11-21T10:00:00Z", is_active: 1, model_name: "pioreactor_20ml", model_version: "1.5", ipv4_address: "10.0.0.2", ...more });
const release = (unit: string, version: string | null): ReleaseRow =>
  ({ unit, is_leader: unit === "leader01", release: version ? { version, free_bytes: 21e9 } : null, error: version ? null : `${unit} did not answer.` }) as ReleaseRow;
const known = { leader: "leader01", workers: [worker("worker01"), worker("worker02")], assignments: [], releases: [], clocks: {} };

describe("rowsOf", () => {
  it("puts the leader first, also one that is no worker and so has no model", () => {
    const rows = rowsOf(known);
    expect(rows.map((row) => row.unit)).toEqual(["leader01", "worker01", "worker02"]);
    expect(rows[0]).toMatchObject({ isLeader: true, isWorker: false, model: null, isActive: true });
    expect(rows[1]).toMatchObject({ isLeader: false, isWorker: true, model: { name: "pioreactor_20ml", version: "1.5" }, address: "10.0.0.2" });
  });
  it("names a leader that is a worker once", () => {
    expect(rowsOf({ ...known, workers: [worker("leader01"), worker("worker01")] }).map((row) => row.unit)).toEqual(["leader01", "worker01"]);
  });
  it("keeps a unit without an answer, with the reason instead of its release", () => {
    const row = rowsOf({ ...known, releases: [release("leader01", "1.1.0"), release("worker01", null)] })[1];
    expect(row).toMatchObject({ version: null, freeBytes: null, silence: "worker01 did not answer." });
  });
  it("tells a clock against the leader's, and nothing while one of both is unknown", () => {
    const clocks = { leader01: 1000, worker01: 990.5, worker02: null };
    expect(rowsOf({ ...known, clocks }).map((row) => row.aheadS)).toEqual([0, -9.5, null]);
    expect(rowsOf({ ...known, clocks: { worker01: 990.5 } })[1]?.aheadS).toBeNull();
  });
});

describe("clockState", () => {
  it("calls what the network alone explains the same", () => {
    expect(clockState(0.4, 1)).toEqual({ state: "same", isWrong: false });
    expect(clockState(-20, 60)).toEqual({ state: "same", isWrong: false });
  });
  it("tells the direction, and marks what would spoil readings", () => {
    expect(clockState(1.5, 1)).toEqual({ state: "ahead", isWrong: false });
    expect(clockState(-2, 1)).toEqual({ state: "behind", isWrong: true });
  });
  it("knows nothing of a clock that nobody has told", () => {
    expect(clockState(null, 1)).toEqual({ state: "unknown", isWrong: false });
  });
});

describe("otherVersions", () => {
  const rows = (...versions: (string | null)[]) => rowsOf({ ...known, releases: versions.map((version, i) => release(["leader01", "worker01", "worker02"][i] as string, version)) });
  it("names the units that differ from the leader, and no unit that did not answer", () => {
    expect(otherVersions(rows("1.1.0", "1.0.0", null))).toEqual({ version: "1.1.0", units: ["worker01"] });
  });
  it("says nothing while all are the same, or the leader's is unknown", () => {
    expect(otherVersions(rows("1.1.0", "1.1.0", "1.1.0"))).toBeNull();
    expect(otherVersions(rows(null, "1.0.0", "1.1.0"))).toBeNull();
  });
});

describe("modelName", () => {
  it("falls back to the plain name of a model that the leader does not know", () => {
    expect(modelName({ name: "pioreactor_20ml", version: "9" }, [])).toBe("pioreactor_20ml 9");
    expect(modelName(null, [])).toBeNull();
  });
});

describe("clockRows", () => {
  const rows = clockRows({ leader: "leader01", units: ["leader01", "worker01", "worker02"], clocks: { leader01: 1000, worker01: 990.5, worker02: null }, leaderNowMs: 2_000_000, hereMs: 2_003_000 });
  it("carries what each unit said to the present, and puts this computer last", () => {
    expect(rows.map((row) => [row.unit, row.timeMs, row.aheadS])).toEqual([
      ["leader01", 2_000_000, 0],
      ["worker01", 1_990_500, -9.5],
      ["worker02", null, null],
      [null, 2_003_000, 3],
    ]);
    expect(rows.filter((row) => row.isMeasure).map((row) => row.unit)).toEqual(["leader01"]);
  });
});

describe("steppedWords", () => {
  const answer = (more: Partial<UnitAnswer>): UnitAnswer => ({ ok: true, unit: "worker01", ...more }) as UnitAnswer;
  it("tells how far and in which direction", () => {
    expect(steppedWords(answer({ value: { stepped_s: -600 } }))).toBe("went back by 10 min");
    expect(steppedWords(answer({ value: { stepped_s: 2.5 } }))).toBe("went forward by 2.5 s");
    expect(steppedWords(answer({ value: { stepped_s: 0.001 } }))).toBe("was right");
  });
  it("tells why not, and what to do", () => {
    const error = { kind: "connection_error", message: "worker01 does not answer.", cause: null, remediation: "Check its power." };
    expect(steppedWords(answer({ ok: false, error } as Partial<UnitAnswer>))).toBe("worker01 does not answer. Check its power.");
  });
});
