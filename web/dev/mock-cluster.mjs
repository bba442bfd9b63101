// Three invented cultures and the routes the pages ask. Experiments: one that runs, one idle, one without units.
import { randomUUID } from "node:crypto";

import { makeAlarms } from "./mock-alarms.mjs";
import { makeCalibrations } from "./mock-calibrations.mjs";
import { makeExperiments } from "./mock-experiments.mjs";
import { makeExports } from "./mock-exports.mjs";
import { makeInventory } from "./mock-inventory.mjs";
import { makeJoining } from "./mock-joining.mjs";
import { makeLeader } from "./mock-leader.mjs";
import { makeUpgrades } from "./mock-upgrades.mjs";
import { automations, capabilities, charts, jobDescriptors, models } from "./mock-descriptors.mjs";
import { makeVials } from "./mock-vials.mjs";

const JOBS = ["stirring", "od_reading", "growth_rate_calculating"];
const HOUR = 3600;

/** A culture whose readings are a function of time, so that history needs no storage. */
function makeUnit(name, slot, { mu, lag, capacity, label, experiment, startS }) {
  const od = (t) => {
    const h = (t - startS) / HOUR;
    const grown = 0.05 * Math.exp(mu * Math.max(0, h - lag) * (1 - Math.exp(-Math.max(0, h - lag))));
    return grown / (1 + grown / capacity);
  };
  const noise = (t, k) => Math.sin(t * 12.9898 + slot * 78.233 + k) * 43758.5453;
  const jitter = (t, k = 0) => (noise(t, k) - Math.floor(noise(t, k)) - 0.5) * 2;
  const rate = (t) => (Math.log(od(t + 60)) - Math.log(od(t - 60))) / (120 / HOUR);
  return { name, slot, label, experiment, startS, od, rate, signal: (t) => 0.021 + 0.052 * od(t) * (1 + 0.006 * jitter(t)), relative: (t) => (od(t) / 0.05) * (1 + 0.002 * jitter(t, 1)), noisyRate: (t) => rate(t) + 0.004 * jitter(t, 2), jobs: {}, target: 500 };
}

export function makeCluster(speed, publish) {
  const [wall0, utc0] = [performance.now(), Date.now() / 1000];
  const now = () => utc0 + ((performance.now() - wall0) / 1000) * speed;
  const iso = (t) => new Date(t * 1000).toISOString();
  const startS = utc0 - 14.2 * HOUR;
  const running = "Yeast, 30 °C";
  const units = [
    makeUnit("worker01", 1, { mu: 0.42, lag: 1.6, capacity: 3.1, label: "WT 1", experiment: running, startS }),
    makeUnit("worker02", 2, { mu: 0.38, lag: 2, capacity: 2.6, label: "WT 2", experiment: running, startS }),
    makeUnit("worker03", 3, { mu: 0.29, lag: 2.6, capacity: 2.2, label: "petite", experiment: running, startS }),
    makeUnit("worker04", 4, { mu: 0.4, lag: 1, capacity: 2, label: null, experiment: "Fresh plate", startS: utc0 }),
    makeUnit("worker05", 5, { mu: 0.4, lag: 1, capacity: 2, label: null, experiment: null, startS: utc0 }),
    // A full bench: UNITS=40 npm run mock.
    ...Array.from({ length: Math.max(0, Number(process.env.UNITS ?? 5) - 5) }, (_, i) =>
      makeUnit(`worker${String(i + 6).padStart(2, "0")}`, ((i + 5) % 12) + 1, { mu: 0.2 + ((i * 7) % 20) / 80, lag: 1 + (i % 4), capacity: 2 + (i % 3), label: null, experiment: running, startS })),
  ];
  // An experiment that is over, to compare with; its units work for another one now.
  const past = "Yeast, first run";
  const pastUnits = [
    makeUnit("worker01", 1, { mu: 0.34, lag: 3.2, capacity: 2.8, label: "WT 1", experiment: past, startS: utc0 - 60 * HOUR }),
    makeUnit("worker02", 2, { mu: 0.31, lag: 2.4, capacity: 2.9, label: "WT 2", experiment: past, startS: utc0 - 60 * HOUR }),
  ];
  const experiments = [
    { experiment: past, created_at: iso(utc0 - 60 * HOUR), description: "Before the new medium", delta_hours: 60, worker_count: 0, tags: [] },
    { experiment: running, created_at: iso(startS), description: "Three strains, rich medium", delta_hours: 14, worker_count: 3, tags: ["yeast", "30 °C"] },
    { experiment: "Fresh plate", created_at: iso(utc0), description: null, delta_hours: 0, worker_count: 1, tags: [] },
    { experiment: "Tet ramp 37 °C", created_at: iso(utc0 - 60), description: null, delta_hours: 0, worker_count: 0, tags: ["tet"] },
  ];
  const logs = [];
  const tasks = new Map();
  let cutUntil = 0;

  const topic = (u, job, name) => `pioreactor/${u.name}/${u.experiment}/${job}/${name}`;
  const log = (u, level, task, message, timestamp = iso(now())) => {
    const row = { timestamp, level, pioreactor_unit: u.name, message, task, experiment: u.experiment };
    logs.unshift(row);
    publish(`pioreactor/${u.name}/${u.experiment}/logs/app/${level.toLowerCase()}`, JSON.stringify({ message, level, task, source: "app", timestamp: row.timestamp }), false);
  };
  const setState = (u, job, state) => {
    u.jobs[job] = state;
    publish(topic(u, job, "$state"), state, true);
    if (state === "ready" || state === "disconnected") log(u, "INFO", job, state === "ready" ? "Ready." : "Disconnected.");
    if (job === "stirring") publish(topic(u, job, "target_rpm"), state === "disconnected" ? "" : String(u.target), true);
    if (job === "stirring") publish(topic(u, job, "duty_cycle"), state === "disconnected" ? "" : "27.4", true);
    if (job === "od_reading") publish(topic(u, job, "interval"), state === "disconnected" ? "" : "5.0", true);
    if (job === "od_reading") publish(topic(u, job, "ir_led_intensity"), state === "disconnected" ? "" : "70.0", true);
  };
  for (const u of units) for (const job of JOBS) if (u.experiment === running) setState(u, job, "ready");
  const vials = makeVials({ units, running, publish, topic, now, iso, speed, log, setState });
  const upgrades = makeUpgrades({ units, now, iso, speed });
  const alarms = makeAlarms({ units, publish, now, iso, experiment: running });
  log(units[1], "WARNING", "stirring", "Stirrer was slower than 90 % of its target for 20 s; the output was raised.");
  log(units[0], "NOTICE", "growth_rate_calculating", "Warm-up complete, growth rate follows.");

  const heartbeat = () => units.forEach((u) => publish(`pioreactor/${u.name}/$experiment/monitor/heartbeat`, JSON.stringify({ timestamp: iso(now()), speed }), false));
  heartbeat();
  setInterval(heartbeat, 1000);
  for (const u of units) publish(`pioreactor/${u.name}/$experiment/monitor/$state`, "ready", true);
  const read = () => {
    for (const u of units) {
      const t = now();
      const stamp = iso(t);
      if (u.jobs.od_reading === "ready") publish(topic(u, "od_reading", "ods"), JSON.stringify({ timestamp: stamp, ods: { 2: { calibrated: 0, timestamp: stamp, angle: "90", od: u.signal(t), channel: "2", ir_led_intensity: 70 } } }), true);
      if (u.jobs.growth_rate_calculating === "ready" && u.jobs.od_reading === "ready") {
        const rate = u.noisyRate(t);
        publish(topic(u, "growth_rate_calculating", "od_filtered"), JSON.stringify({ od_filtered: u.relative(t), timestamp: stamp }), true);
        publish(topic(u, "growth_rate_calculating", "growth_rate"), JSON.stringify({ growth_rate: rate, timestamp: stamp, interval_low: rate - 0.03, interval_high: rate + 0.03 }), true);
      }
    }
  };
  read();
  setInterval(read, Math.max(20, 5000 / speed));
  setInterval(() => {
    for (const u of units) {
      const timestamp = iso(now());
      if (u.jobs.stirring === "ready") publish(topic(u, "stirring", "measured_rpm"), JSON.stringify({ measured_rpm: u.target + Math.sin(now()) * 4, timestamp }), true);
      publish(`sim/${u.name}/truth`, JSON.stringify({ timestamp, od600: u.od(now()), growth_rate_per_h: u.rate(now()), volume_ml: u.vial.current_volume_ml }), true);
    }
  }, 400);

  const rowOf = (u) => {
    const t = now();
    const latest = u.jobs.od_reading ? { od: { value: u.signal(t), measured_at: iso(t), channel: "2", angle: "90" }, normalized_od: { value: u.relative(t), measured_at: iso(t) }, growth_rate: { value: u.rate(t), low: u.rate(t) - 0.03, high: u.rate(t) + 0.03, measured_at: iso(t) }, rpm: { value: u.target, measured_at: iso(t) } } : {};
    const jobs = Object.fromEntries(Object.entries(u.jobs).filter(([, s]) => s !== "disconnected").map(([job, state]) => [job, { state, settings: job === "stirring" ? { target_rpm: String(u.target) } : {} }]));
    return { pioreactor_unit: u.name, label: u.label, is_active: true, model_name: "pioreactor_20ml", model_version: "1.5", color_slot: u.slot, jobs, latest, alarms: alarms.of(u.name), outputs: [], vial: vials.vialOf(u), bottles: vials.bottlesOf(u), restart: Object.keys(jobs).map((job_name) => ({ job_name, experiment: u.experiment, since: iso(t), restarts: true, is_running: true, is_paused: false, crashes: 0 })) };
  };
  const later = (run, ms = 300) => {
    const id = randomUUID();
    const task = { task_id: id, result_url_path: `/unit_api/task_results/${id}`, status: "pending" };
    tasks.set(id, task);
    setTimeout(() => Object.assign(task, { status: "succeeded", result: run() }), ms);
    return { status: 202, body: { unit: "leader", task_id: id, result_url_path: task.result_url_path, status: "accepted" } };
  };
  const inventory = makeInventory({ units, now, iso, speed, later });
  const joining = makeJoining({ now, iso, speed });
  const leader = makeLeader({ now, iso, speed, later, experiments });
  const more = makeExperiments({ units, experiments, deleted: leader.deleted, now, iso, later, setState });
  const SERIES = { od_readings: "signal", od_readings_filtered: "relative", growth_rates: "noisyRate" };
  function series(experiment, table, search) {
    const name = SERIES[table];
    const f = name ? (u, t) => u[name](t) : (vials.series[table] ?? (() => 0));
    const isPast = experiment === past;
    const list = (isPast ? (name ? pastUnits : []) : units).filter((u) => u.experiment === experiment && (isPast || u.jobs.od_reading) && (!search.get("unit") || search.get("unit") === u.name));
    const end = Math.min(now(), isPast ? utc0 - 44 * HOUR : Number.POSITIVE_INFINITY, search.get("end") ? Date.parse(search.get("end")) / 1000 : now());
    const start = Math.max(Math.min(...list.map((u) => u.startS), end), search.get("start") ? Date.parse(search.get("start")) / 1000 : 0);
    const step = Math.max(5, (end - start) / Number(search.get("target_points") ?? 720));
    return {
      resolution_s: step > 5 ? step : 0,
      series: list.map((u) => {
        const t = [];
        for (let s = start + (table === "od_readings" ? 0 : 200); s <= end; s += step) if (u.slot !== 3 || s < u.startS + 6 * HOUR || s > u.startS + 7.2 * HOUR) t.push(Math.round(s * 1000));
        const y = t.map((ms) => f(u, ms / 1000));
        const interval = table === "growth_rates" ? { low: y.map((v) => v - 0.03), high: y.map((v) => v + 0.03) } : {};
        return { name: table === "od_readings" ? `${u.name}-2` : u.name, unit: u.name, channel: table === "od_readings" ? "2" : null, t, y, y_min: null, y_max: null, ...interval };
      }),
    };
  }
  const refuse = (status, error, cause, remediation) => ({ status, body: { error, status, cause, remediation } });
  const calibrations = makeCalibrations({ units, now, iso, later, refuse });
  const routes = [
    ...calibrations.routes,
    ["GET", /^\/api\/session$/, (_m, _b, _s, host) => ({ status: 200, body: { version: "0.1.0", me: { username: "mira", role: process.env.ROLE ?? "admin", kind: "person" }, leader: "leader01", cluster_name: "North bench", clock: { utc_s: now(), speed }, mqtt: { url: `ws://${host}/mqtt`, username: "ui", password: "read" }, simulated: true } })],
    ["GET", /^\/api\/overview$/, (_m, _b, search) => {
      const experiment = experiments.find((e) => e.experiment === search.get("experiment")) ?? experiments.find((e) => e.worker_count > 0) ?? null;
      return { status: 200, body: { experiment, experiments, units: units.filter((u) => u.experiment === experiment?.experiment).map(rowOf), logs: logs.filter((l) => l.experiment === experiment?.experiment).slice(0, 50) } };
    }],
    ["PATCH", /^\/api\/units\/([^/]+)\/bottles$/, ([unit], body) => {
      const u = units.find((one) => one.name === unit);
      Object.assign(u.bottles, body.contents_ml);
      return { status: 200, body: { bottles: vials.bottlesOf(u) } };
    }],
    ["GET", /^\/api\/experiments\/([^/]+)\/series\/dosing_events$/, ([e]) => {
      const list = units.filter((u) => u.experiment === e && u.jobs.dosing_automation);
      return { status: 200, body: { resolution_s: 0, series: list.map((u) => {
        const t = Array.from({ length: 34 }, (_, i) => Math.round((utc0 - i * 1500) * 1000)).filter((ms) => ms / 1000 > u.startS + 2 * HOUR).toReversed();
        return { name: `${u.name}-add_media`, unit: u.name, channel: null, t, y: t.map(() => 0.5), y_min: null, y_max: null };
      }) } };
    }],
    ["GET", /^\/api\/experiments\/([^/]+)\/series\/([^/]+)$/, ([e, table], _b, search) => ({ status: 200, body: series(e, table, search) })],
    ["GET", /^\/api\/(?:experiments\/([^/]+)\/)?logs$/, ([e], _b, search) => ({ status: 200, body: logs.filter((l) => !e || l.experiment === e).slice(Number(search.get("skip")), Number(search.get("skip")) + 100) })],
    ["GET", /^\/api\/jobs\/descriptors$/, () => ({ status: 200, body: jobDescriptors })],
    ["GET", /^\/api\/charts\/descriptors$/, () => ({ status: 200, body: charts })],
    ["GET", /^\/api\/automations\/descriptors\/([^/]+)$/, ([kind]) => ({ status: 200, body: automations[kind] ?? [] })],
    ["GET", /^\/api\/models$/, () => ({ status: 200, body: models })],
    ...vials.routes,
    ...alarms.routes,
    ...upgrades.routes,
    ...joining.routes,
    ...inventory.routes,
    ...leader.routes,
    ...more.routes,
    ...makeExports({ now, iso, speed, units: () => units.map((u) => u.name) }),
    ["GET", /^\/api\/units\/([^/]+)\/capabilities$/, ([unit]) => later(() => ({ [unit]: { ok: true, unit, value: capabilities } }), 300)],
    ["GET", /^\/api\/config\/units\/([^/]+)$/, ([unit]) => ({ status: 200, body: { configs: { [unit]: { leds: { A: "IR", B: "", C: "grow", D: "" }, "stirring.config": { initial_target_rpm: "500", pwm_hz: "200" } } }, errors: {} } })],
    ["PUT", /^\/api\/experiments\/([^/]+)\/unit_labels$/, (_m, body) => {
      units.find((u) => u.name === body.unit).label = body.label || null;
      return { status: 201, body: { status: "success" } };
    }],
    ["POST", /^\/api\/(?:units|workers)\/([^/]+)\/experiments\/([^/]+)\/logs$/, ([unit, e], body) => {
      for (const u of units.filter((one) => one.experiment === e && (unit === "$broadcast" || unit === one.name))) log(u, body.level, body.task, body.message, body.timestamp);
      return { status: 202, body: { status: "accepted" } };
    }],
    ["GET", /^\/api\/workers\/assignments$/, () => ({ status: 200, body: units.map((u) => ({ pioreactor_unit: u.name, experiment: u.experiment, is_active: true })) })],
    ["POST", /^\/api\/experiments$/, (_m, body) => {
      experiments.unshift({ experiment: body.experiment, created_at: iso(now()), description: body.description ?? null, delta_hours: 0, worker_count: 0, tags: body.tags ?? [] });
      return { status: 201, body: experiments[0] };
    }],
    ["PUT", /^\/api\/experiments\/([^/]+)\/workers$/, ([e], body) => {
      const u = units.find((one) => one.name === body.pioreactor_unit);
      for (const x of experiments) x.worker_count += (x.experiment === e ? 1 : 0) - (x.experiment === u.experiment ? 1 : 0);
      Object.assign(u, { experiment: e, jobs: {}, startS: now() });
      return { status: 200, body: { status: "success" } };
    }],
    ["POST", /^\/api\/workers\/([^/]+)\/jobs\/run\/job_name\/([^/]+)\/experiments\/([^/]+)$/, ([unit, job], body) => {
      const u = units.find((one) => one.name === unit);
      const special = vials.start(u, job, body.options ?? {});
      if (typeof special === "string") return later(() => ({ [unit]: { ok: false, unit, error: { kind: "task_failed", message: special, cause: null, remediation: "Dose less, or take waste out first." } } }), 500);
      if (special === null) return later(() => ({ [unit]: { ok: true, unit, value: { ok: true } } }), 500);
      if (job === "growth_rate_calculating" && u.jobs.od_reading !== "ready")
        return later(() => ({ [unit]: { ok: false, unit, error: { kind: "task_failed", message: "Growth rate did not start.", cause: "No OD reading runs on this unit.", remediation: "Start OD reading first, then the growth rate." } } }), 700);
      setTimeout(() => setState(u, job, "init"), 400);
      setTimeout(() => setState(u, job, "ready"), 1500);
      return later(() => ({ [unit]: { ok: true, unit, value: { ok: true } } }), 900);
    }],
    ["POST", /^\/api\/workers\/([^/]+)\/jobs\/stop\/job_name\/([^/]+)\/experiments\/([^/]+)$/, ([unit, job]) => {
      const u = units.find((one) => one.name === unit);
      setTimeout(() => {
        vials.stop(u, job);
        setState(u, job, "disconnected");
      }, 350);
      return later(() => ({ [unit]: { ok: true, unit, value: [{ job_id: 1, job_name: job, pid: 1, outcome: "stopped", took_s: 0.34 }] } }), 600);
    }],
    ["POST", /^\/api\/units\/([^/]+)\/jobs\/stop\/experiments\/([^/]+)$/, ([unit, e]) => {
      const list = units.filter((u) => u.experiment === e && (unit === "$broadcast" || unit === u.name));
      const was = new Map(list.map((u) => [u, Object.keys(u.jobs).filter((job) => u.jobs[job] && u.jobs[job] !== "disconnected")]));
      setTimeout(() => list.forEach((u) => was.get(u).forEach((job) => setState(u, job, "disconnected"))), 900);
      return later(() => Object.fromEntries(list.map((u) => [u.name, { ok: true, unit: u.name, value: was.get(u).map((job, i) => ({ job_id: i, job_name: job, pid: i, outcome: "stopped", took_s: 0.3 + i * 0.1, outputs: [] })) }])), 2500);
    }],
    ["PATCH", /^\/api\/workers\/([^/]+)\/jobs\/update\/job_name\/([^/]+)\/experiments\/([^/]+)$/, ([unit, job], body) => {
      const u = units.find((one) => one.name === unit);
      for (const [key, value] of Object.entries(body.settings)) {
        if (value === "1313") return refuse(503, "The command did not reach the unit.", "The broker does not answer.", "Start the MQTT broker, then try again. Nothing was changed.");
        setTimeout(() => {
          if (key === "$state") return setState(u, job, value);
          if (key === "target_rpm") u.target = Number(value);
          vials.set(u, job, key, value);
          publish(topic(u, job, key), Number.isFinite(Number(value)) ? Number(value).toFixed(1) : value, true);
        }, 280);
      }
      return { status: 202, body: { status: "accepted" } };
    }],
    ["GET", /^\/unit_api\/task_results\/([^/]+)$/, ([id]) => ({ status: tasks.get(id)?.status === "pending" ? 202 : 200, body: tasks.get(id) ?? { status: "pending" } })],
    ["POST", /^\/api\/mock\/cut\/(\d+)$/, ([s]) => {
      cutUntil = performance.now() + Number(s) * 1000;
      return { status: 200, body: {} };
    }],
  ];
  return {
    isLinkCut: () => performance.now() < cutUntil,
    answer(method, url, body, host) {
      for (const [verb, pattern, run] of routes) {
        const found = verb === method && pattern.exec(url.pathname);
        if (found) return run(found.slice(1).map((part) => (part === undefined ? part : decodeURIComponent(part))), body, url.searchParams, host);
      }
      return refuse(404, `No route ${method} ${url.pathname}.`, null, null);
    },
  };
}
