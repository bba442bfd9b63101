// The leader itself: space, backups with two places (the stick is away), deleted experiments, messages not understood.
// `BACKUPS=none` is a leader without any of them, `BACKUPS=alone` one without other places.
import { randomUUID } from "node:crypto";

const DAY = 86_400;
const SERVICES = ["pioreactor-ingest.service", "pioreactor-web.service"];

export function makeLeader({ now, iso, speed, later, experiments }) {
  const mode = process.env.BACKUPS ?? "all";
  const nameOf = (t) => iso(t).replace(/[-:]/g, "").replace(/\.\d+/, "");
  const line = (t, i, more = {}) => ({ name: nameOf(t), made_at: iso(t), read_back_at: iso(t), size_bytes: 48.2e6 - i * 1.7e6, rows: 412_087 - i * 16_230, version: i > 5 ? "0.9.2" : "0.1.0", schema: 7, is_usable: true, is_here: true, places: mode === "alone" ? [] : i === 0 ? ["shelf"] : ["usb", "shelf"], ...more });
  const backups = mode === "none" ? [] : [0.3, 1.3, 2.3, 3.3, 4.3, 5.3, 6.3, 13.3].map((days, i) => line(now() - days * DAY, i));
  const places = mode === "all" ? [
    { name: "usb", kind: "folder", where: "/mnt/usb/pioreactor", error: "/mnt/usb/pioreactor is not there: no other disk is mounted at or above it, and a copy on the disk of the data itself would not outlive it. Plug it in and mount it; it is tried again with the next backup.", tried_at: iso(now() - 0.3 * DAY), copies: 7, newest_at: iso(now() - 1.3 * DAY) },
    { name: "shelf", kind: "unit", where: "worker03:.pioreactor/backups-of-leader01", error: "", tried_at: iso(now() - 0.3 * DAY), copies: 8, newest_at: iso(now() - 0.3 * DAY) },
  ] : [];
  const deleted = mode === "none" ? [] : [
    { experiment: "Trial 3", created_at: iso(now() - 9 * DAY), description: "Old plate, contaminated", deleted_at: iso(now() - 2 * DAY), remove_at: iso(now() + 12 * DAY), is_being_removed: false },
    { experiment: "pH check", created_at: iso(now() - 40 * DAY), description: null, deleted_at: iso(now() - 14 * DAY), remove_at: iso(now() - 60), is_being_removed: true },
  ];
  let letters = mode === "none" ? [] : Array.from({ length: 3 }, (_, i) => ({ id: 41 + i, received_at: iso(now() - (i + 1) * 900), topic: `pioreactor/worker02/Yeast, 30 °C/ph_reading/ph`, payload: JSON.stringify({ ph: 6.8 - i / 10, timestamp: iso(now()) }), reason: "No table stores the topic pioreactor/+/+/ph_reading/ph." })).toReversed();
  let run = null;
  const begin = (kind, first) => {
    const at = (s) => iso(now() + s * speed);
    const stages = [{ place: "" }, ...places.map((p) => ({ place: p.name }))].map((s) => ({ ...s, state: "waiting", began_at: "", took_s: null, text: "" }));
    run = { format: 1, run_id: `${nameOf(now())}-${randomUUID().slice(0, 4)}`, kind, asked_by: "mira", asked_at: at(0), began_at: at(0), ended_at: "", took_s: null, outcome: "running", message: "", backup: "", size_bytes: 0, rows: 0, removed: [], stages };
    const step = (i) => {
      const stage = stages[i];
      if (!stage) {
        const missed = stages.filter((s) => s.state === "failed").map((s) => s.place);
        run.message = missed.length > 0 ? `The backup is whole here, and was not copied to ${missed.join(", ")}.` : "";
        return void Object.assign(run, { outcome: run.message ? "failed" : "succeeded", ended_at: at(0), took_s: 2 * stages.length });
      }
      Object.assign(stage, { state: "running", began_at: at(0) });
      setTimeout(() => {
        const error = places.find((p) => p.name === stage.place)?.error ?? "";
        Object.assign(stage, { state: error ? "failed" : "done", text: error, took_s: 2 });
        if (i === 0) Object.assign(run, first());
        step(i + 1);
      }, 2000);
    };
    step(0);
    return { status: 202, body: run };
  };
  const made = () => {
    backups.unshift(line(now(), 0));
    return { backup: backups[0].name, size_bytes: backups[0].size_bytes, rows: backups[0].rows, removed: backups.length > 8 ? [backups.pop().name] : [] };
  };
  const changes = (b) => ({ made_at: b.made_at, age_s: now() - Date.parse(b.made_at) / 1000, version: "0.1.0", backup_version: b.version, schema: 7, backup_schema: 7, tables: { points: { now: 418_300, backup: 401_200 }, log_lines: { now: 5210, backup: 4980 }, experiments: { now: 5, backup: 5 }, deleted_experiments: { now: 2, backup: 3 } }, rows_lost: 17_330, experiments_lost: ["Fresh plate"], experiments_back: ["Trial 2"], units_keep: backups[0] === b });
  const typed = (command) => [...SERVICES.map((name) => `sudo systemctl stop ${name}`), command, ...SERVICES.map((name) => `sudo systemctl start ${name}`)];
  const taken = (body) => letters.filter((l) => body.all || body.ids?.includes(l.id) || (body.text && `${l.topic} ${l.reason}`.includes(body.text)));
  return {
    deleted,
    routes: [
      ["GET", /^\/unit_api\/system\/disk_space$/, () => ({ status: 200, body: { available_bytes: 21.4e9, total_bytes: 31.2e9 } })],
      ["GET", /^\/unit_api\/system\/memory$/, () => ({ status: 200, body: { available_bytes: 2.61e9, total_bytes: 4.1e9 } })],
      ["GET", /^\/unit_api\/long_running_jobs\/running$/, () => ({ status: 200, body: ["monitor", "mqtt_to_db_streaming"].map((job_name, i) => ({ job_name, job_id: i, unit: "leader01", experiment: "$experiment", job_source: "systemd", started_at: iso(now() - 4 * DAY), ended_at: null, is_running: 1, leader: "leader01", pid: 700 + i, is_long_running_job: 1 })) })],
      ["GET", /^\/unit_api\/system\/web_server\/status$/, () => ({ status: 200, body: { service: "pioreactor-web.service", state: "ready", raw_status: "active" } })],
      ["GET", /^\/unit_api\/health$/, () => ({ status: 200, body: { status: "ok" } })],
      ["POST", /^\/unit_api\/system\/web_server\/restart$/, () => later(() => ({}))],
      ["GET", /^\/api\/backups$/, () => ({ status: 200, body: { why_not: null, stale_after_days: 3, backups, damaged: [], places, run } })],
      ["POST", /^\/api\/backups$/, () => begin("create", made)],
      ["POST", /^\/api\/backups\/copy$/, () => begin("copy", () => ({ backup: backups[0].name, size_bytes: backups[0].size_bytes, rows: backups[0].rows }))],
      ["POST", /^\/api\/backups\/([^/]+)\/check$/, ([name], body) => later(() => {
        const b = backups.find((one) => one.name === name);
        b.read_back_at = iso(now());
        const from = body.place ? ` --from ${body.place}` : "";
        return { name, changes: changes(b), commands: from ? typed(`pio backup restore ${name}${from} --apply`) : [`sudo pioreactor-playbook restore --var restore_name=${name} --var restore_confirm=yes`], files_option: from ? "--files" : "--var restore_files=true", undo: typed("pio backup restore --undo") };
      }, 1500)],
      ["GET", /^\/api\/deleted_experiments$/, () => ({ status: 200, body: deleted })],
      ["POST", /^\/api\/deleted_experiments\/([^/]+)\/restore$/, ([e]) => {
        const back = deleted.find((one) => one.experiment === e);
        deleted.splice(deleted.indexOf(back), 1);
        experiments.push({ experiment: e, created_at: back.created_at, description: back.description, delta_hours: 0, worker_count: 0, tags: [] });
        return { status: 200, body: experiments.at(-1) };
      }],
      ["DELETE", /^\/api\/deleted_experiments\/([^/]+)$/, ([e]) => {
        deleted.find((one) => one.experiment === e).is_being_removed = true;
        return { status: 202, body: { status: "accepted" } };
      }],
      ["GET", /^\/api\/dead_letters$/, (_m, _b, search) => {
        const found = taken(search.get("text") ? { text: search.get("text") } : { all: true });
        return { status: 200, body: { count: found.length, dead_letters: found.slice(Number(search.get("skip") ?? 0)) } };
      }],
      ["POST", /^\/api\/dead_letters\/replay$/, (_m, body) => later(() => {
        const stored = taken(body).slice(0, 2);
        const refused = taken(body).slice(2);
        letters = letters.filter((l) => !stored.includes(l));
        return { stored: stored.length, refused };
      }, 900)],
      ["POST", /^\/api\/dead_letters\/forget$/, (_m, body) => {
        const gone = taken(body);
        letters = letters.filter((l) => !gone.includes(l));
        return { status: 200, body: { deleted: gone.length, status: "success" } };
      }],
    ],
  };
}
