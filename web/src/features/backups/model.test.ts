import { describe, expect, it } from "vitest";

import type { BackupLine, BackupRun, RestoreChecked } from "../../api/types";
import { losesNothing, newestOf, placesOf, runTitle, stageLines, tableChanges } from "./model";

const line = (made_at: string, more: Partial<BackupLine> = {}): BackupLine => ({ name: "20261129T031500Z", made_at, read_back_at: made_at, size_bytes: 1, rows: 1, version: "1.0.0", schema: 7, is_usable: true, is_here: true, places: [], ...more });
const run = (more: Partial<BackupRun>): BackupRun => ({ run_id: "x", format: 1, asked_by: "", asked_at: "", began_at: "", ended_at: "", took_s: null, outcome: "running", message: "", kind: "create", backup: "", size_bytes: 0, rows: 0, removed: [], stages: [], ...more });

describe("the newest backup", () => {
  it("is too old after the days that the leader says", () => {
    const now = Date.parse("2026-11-30T03:15:00Z");
    const backups = [line("2026-11-27T03:00:00Z")];
    expect(newestOf({ backups, stale_after_days: 3 }, now)?.isStale).toBe(true);
    expect(newestOf({ backups, stale_after_days: 4 }, now)?.isStale).toBe(false);
    expect(newestOf({ backups: [], stale_after_days: 3 }, now)).toBeNull();
  });
  it("names every place, the leader first", () => {
    expect(placesOf(line("", { places: ["usb"] }))).toEqual(["leader", "usb"]);
    expect(placesOf(line("", { is_here: false, places: ["usb"] }))).toEqual(["usb"]);
  });
});

describe("a run", () => {
  const stages = (first: "done" | "failed", second: "done" | "failed") => [
    { place: "", state: first, began_at: "", took_s: 2, text: first === "failed" ? "No space." : "" },
    { place: "usb", state: second, began_at: "", took_s: 1, text: second === "failed" ? "Not mounted." : "" },
  ];
  it("tells a missing copy from a missing backup", () => {
    expect(runTitle(run({}))).toBe("Making a backup");
    expect(runTitle(run({ outcome: "succeeded", stages: stages("done", "done") }))).toBe("Backup made");
    expect(runTitle(run({ outcome: "failed", stages: stages("done", "failed") }))).toBe("The backup did not come everywhere");
    expect(runTitle(run({ outcome: "failed", stages: stages("failed", "done") }))).toBe("No backup was made");
  });
  it("says what was made, and why a place has none", () => {
    const [made, usb] = stageLines(run({ outcome: "failed", size_bytes: 48e6, rows: 12_345, removed: ["a", "b"], stages: stages("done", "failed") }), 0, 1);
    expect(made?.detail).toBe("48\u202fMB, 12\u202f345 rows, whole. 2 older backups superseded and removed.");
    expect(usb).toMatchObject({ key: "usb", state: "failed", detail: "Not mounted.", time: "1.0 s" });
  });
});

describe("a restore", () => {
  const changes: RestoreChecked["changes"] = { made_at: "", age_s: 60, version: "1", backup_version: "1", schema: 7, backup_schema: 7, tables: { points: { now: 90, backup: 20 }, log_lines: { now: 10, backup: 12 }, gone: { now: null, backup: 3 } }, rows_lost: 70, experiments_lost: [], experiments_back: [], units_keep: true, is_damaged: false };
  it("shows the largest loss first", () => {
    expect(tableChanges(changes).map((one) => [one.table, one.change])).toEqual([["points", -70], ["log_lines", 2], ["gone", 3]]);
  });
  it("loses nothing only when neither rows nor experiments go", () => {
    expect(losesNothing(changes)).toBe(false);
    expect(losesNothing({ ...changes, rows_lost: 0 })).toBe(true);
    expect(losesNothing({ ...changes, rows_lost: 0, experiments_lost: ["a"] })).toBe(false);
  });
});
