// A unit that joins: JOIN=running (default), identity, clock, done or none says how far it is; adding another one begins anew.
const STAGES = [
  ["find", "Find on the network", 10, "worker07.local at 192.168.1.57"],
  ["identity", "Pin its identity", 10, "Fingerprint compared with the code on its screen"],
  ["login", "Log in", 10, "With the claim code from its screen"],
  ["free", "See whether it is free to join", 10, "Belongs to nobody"],
  ["software", "Compare software", 5, "1.0.0 on both"],
  ["disk", "Check disk", 5, "21.4 GB free, 2 GB needed"],
  ["clock", "Check clock", 10, "Within 0.2 s of the leader"],
  ["key", "Install the leader's key", 10, "One key, for one account"],
  ["role", "Write its credentials and configuration, provision the worker role", 180, "14 of 31 tasks"],
  ["report", "Wait for its first report", 60, "Reports since 2 s"],
  ["register", "See it in the inventory", 10, "20 mL model 1.5"],
];
const FAILURES = {
  identity: {
    stage: "identity",
    cause: "Nobody has vouched for the identity of worker07 yet.",
    remedy: "Compare the fingerprint with the one that the unit itself shows. If both are the same, go on; if not, another machine answers under this name.",
    actions: ["accept_host_key", "give_claim_code"],
    details: "worker07.local 192.168.1.57 port 22\nssh-ed25519 SHA256:6mQx2TfWq0Vt1n8mFhH4p0bqk3o8mJm4c2o5n1qz0aY",
  },
  clock: {
    stage: "clock",
    cause: "The clock of worker07 is 3 h 12 min behind. Its readings would be stamped in the past.",
    remedy: "Let the leader set the clock, then the set-up goes on from this stage. It stays right afterwards: the leader becomes the time source of worker07.",
    actions: ["set_clock", "try_again"],
    details: "leader    2026-11-21T13:32:41Z\nworker07  2026-11-21T10:20:38Z\nlimit     5 s, measured over SSH, 3 samples",
  },
};

export function makeJoining({ now, iso, speed }) {
  const stagesAt = (at, state) => STAGES.map(([name, title, limit_s, text], i) => ({ name, title, limit_s, text: i < at || (i === at && state === "running") ? text : "", state: i < at ? "done" : i === at ? state : state === "failed" ? "skipped" : "waiting", began_at: i === at ? iso(now() - 11 * speed) : "", took_s: i < at ? 0.4 + (i % 4) * 0.7 : null }));
  const found = { address: "192.168.1.57", port: 22, fingerprint: "SHA256:6mQx2TfWq0Vt1n8mFhH4p0bqk3o8mJm4c2o5n1qz0aY", hostname: "worker07", system: "Debian 13", architecture: "aarch64", version: "1.0.0", free_mb: 21400, clock_offset_s: 0.1, leader: "", running: [] };
  const runOf = (mode, unit, uses) => {
    const base = { format: 1, run_id: `20261121T133000Z-${String(runs.length).padStart(4, "0")}`, kind: "add", unit, asked_by: "mira", asked_at: iso(now() - 25 * speed), began_at: iso(now() - 24 * speed), ended_at: "", took_s: null, address: "", port: 22, user: "", model_name: "pioreactor_20ml", model_version: "1.5", host_key: "", sets_clock: false, uses, remains: "", log: [], message: "", failure: null, found };
    if (mode === "done") return { ...base, outcome: "succeeded", took_s: 38.2, stages: stagesAt(11, "done"), meta: `${unit} reports, 2 s ago` };
    if (mode === "running") return { ...base, outcome: "running", stages: stagesAt(8, "running"), meta: `The key of the leader is on ${unit}` };
    const at = STAGES.findIndex(([name]) => name === mode);
    return { ...base, outcome: "failed", took_s: 4.1, stages: stagesAt(at, "failed"), message: FAILURES[mode].cause, failure: FAILURES[mode], meta: `Nothing on ${unit} was changed`, found: mode === "identity" ? { ...found, version: "", hostname: "", system: "", free_mb: null, clock_offset_s: null } : { ...found, clock_offset_s: -11_520 } };
  };
  const runs = [];
  const mode = process.env.JOIN ?? "running";
  if (mode !== "none") runs.unshift(runOf(mode, "worker07", "claim_code"));
  const begin = (body, kind) => {
    const run = { ...runOf(kind === "remove" ? "running" : body.host_key || body.sets_clock ? "done" : "identity", body.unit, body.password ? "password" : body.claim_code ? "claim_code" : "key"), kind };
    runs.unshift(run);
    return { status: 202, body: run };
  };
  return {
    routes: [
      ["GET", /^\/api\/joining$/, () => ({ status: 200, body: { why_not: null, run: runs[0] ?? null } })],
      ["POST", /^\/api\/joining\/(add|remove)$/, ([kind], body) => begin(body, kind)],
      ["POST", /^\/api\/joining\/stop$/, () => (Object.assign(runs[0], { outcome: "stopped", took_s: 31, message: "Stopped by mira. What was changed was put back." }), { status: 202, body: { status: "accepted" } })],
      ["GET", /^\/api\/joining\/runs\/([^/]+)$/, ([id]) => {
        const run = runs.find((one) => one.run_id === id);
        return run ? { status: 200, body: run } : { status: 404, body: { error: "There is no such run.", status: 404, cause: null, remediation: null } };
      }],
      ["GET", /^\/api\/workers\/discover$/, () => ({ status: 200, body: [{ pioreactor_unit: "worker07" }, { pioreactor_unit: "worker08" }] })],
    ],
  };
}
