// Releases and an invented upgrade: `UPGRADE=running` (default), failed, done or none says how far it is.
const STAGES = ["check", "install", "note", "switch", "back", "stable"];
const LIMITS = { back: 150, stable: 60 };

export function makeUpgrades({ units, now, iso, speed }) {
  const mode = process.env.UPGRADE ?? "running";
  const leader = "leader01";
  const names = [...units.map((u) => u.name), leader].filter((name, i, all) => all.indexOf(name) === i);
  const ago = (seconds) => iso(now() - seconds * speed);
  const stage = (name, state, text = "") => ({ name, state, began_at: state === "waiting" || state === "skipped" ? "" : ago(11), took_s: ["done", "failed", "undone"].includes(state) ? 1.4 + name.length : null, limit_s: LIMITS[name] ?? null, text });
  const until = (at, state, text) => STAGES.map((name, i) => stage(name, i < at ? "done" : i === at ? state : state === "failed" ? "skipped" : "waiting", i === at ? text : ""));
  const all = (state) => STAGES.map((name) => stage(name, state));
  const unitRun = (name, state, stages, more = {}) => ({ unit: name, is_leader: name === leader, state, come_from: "1.0.0", to: "1.1.0", text: "", away_s: null, stages, ...more });
  const ill = "The unit is not as well as before: od_reading does not run; no new reading of od_readings since 14:31:07.";
  const pictures = {
    running: (name, i) => (i === 0 ? unitRun(name, "done", all("done"), { away_s: 6.7 }) : i === 1 ? unitRun(name, "running", until(4, "running", "ready: no new reading of od_readings yet")) : unitRun(name, "waiting", until(2, "waiting", ""))),
    failed: (name, i) =>
      i === 0
        ? unitRun(name, "returned", all("done").map((s) => (["switch", "back", "stable"].includes(s.name) ? { ...s, state: "undone" } : s)), { text: "returned with the others" })
        : i === 1
          ? unitRun(name, "returned", until(4, "failed", ill).map((s) => (s.name === "switch" ? { ...s, state: "undone" } : s)), { text: ill })
          : i === 2 && name !== leader
            ? unitRun(name, "unreachable", all("skipped"), { text: "does not answer; the rest goes on without it" })
            : unitRun(name, "unchanged", until(2, "skipped", "")),
    done: (name) => unitRun(name, "done", all("done"), { away_s: 6.7 }),
  };
  const outcome = { running: "running", failed: "failed", done: "succeeded" }[mode];
  const run = pictures[mode]
    ? {
        format: 1, run_id: "20261121T133000Z-0001", kind: "upgrade", version: "1.1.0", bundle: "", waits: false, only: [], asked_by: "mira", asked_at: ago(96), began_at: ago(95), ended_at: mode === "running" ? "" : ago(5), took_s: mode === "running" ? null : 96.4, outcome, step: mode === "running" ? "Change the workers" : "",
        message: mode === "failed" ? `worker02: ${ill}` : "", units: names.map((name, i) => pictures[mode](name, i)), log: mode === "running" ? [] : ["PLAY [Change the workers] ****", "TASK [release : Wait for the host] ****", "fatal: [worker02]: FAILED! => {\"msg\": \"worker02 is back at 1.0.0.\"}"],
      }
    : null;
  const version = mode === "done" ? "1.1.0" : "1.0.0";
  const release = (name) => ({ unit: name, version, previous: mode === "done" ? "1.0.0" : "", architecture: "aarch64", python: "cp313", free_bytes: 21.4e9, running: name === leader ? [] : [{ job_name: "stirring", experiment: "a" }, { job_name: "od_reading", experiment: "a" }], change: mode === "done" ? { to: "1.1.0", come_from: "1.0.0", step: "accepted", is_rollback: false, has_ended: true, away_s: 6.7, progress: "", failure: "", begun_at: ago(90) } : null });
  const items = ["Charts open twice as fast, and follow the newest reading while a window ends now.", "A waste pump that runs dry is noticed before the vial is full.", "Growth rates come with their interval in exports."];
  const bundle = { version: "1.1.0", architecture: "aarch64", pythons: ["cp311", "cp313"], schema_version: 7, bytes: 47.7e6, unpacked_bytes: 47.6e6, sha256: "", path: "", arrived_at: ago(300), changes: [] };
  const plan = { kind: "upgrade", version: "1.1.0", expected_s: 190, database_bytes: 182e6, why_not: null, units: names.map((name, i) => ({ unit: name, is_leader: name === leader, group: i, version: "1.0.0", to: "1.1.0", away_s: 7, running: release(name).running, obstacle: i === 2 && name !== leader ? `${name} does not answer. It is left out, and changes when this is run again.` : null, blocks: false })) };
  const line = run && { ...run, changed: run.units.filter((u) => u.state === "done").map((u) => u.unit), others: run.units.filter((u) => u.state !== "done").map((u) => u.unit) };
  return {
    routes: [
      ["GET", /^\/api\/upgrades$/, () => ({ status: 200, body: { version, why_not: null, bundle, news: [{ version: "1.1.0", heading: "", items }], run } })],
      ["GET", /^\/api\/upgrades\/units$/, () => ({ status: 200, body: [leader, ...names.filter((name) => name !== leader)].map((name) => ({ unit: name, is_leader: name === leader, release: mode === "failed" && name === names[2] ? null : release(name), error: "It does not answer." })) })],
      ["GET", /^\/api\/upgrades\/plan$/, () => ({ status: 200, body: plan })],
      ["GET", /^\/api\/upgrades\/runs$/, () => ({ status: 200, body: line ? [line] : [] })],
    ],
  };
}
