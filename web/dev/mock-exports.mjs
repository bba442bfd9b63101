// Exports: the datasets that are built in, invented rows, and a file that takes some seconds and holds nothing.
import { randomUUID } from "node:crypto";

const OF = { timestamp: "When it was measured, UTC", pioreactor_unit: "Name of the unit", experiment: "Experiment" };
const set = (group, dataset_name, display_name, description, value, unit, more = {}) => ({ dataset_name, display_name, description, group, has_experiment: true, has_unit: true, default_order_by: "timestamp", table: dataset_name, query: null, source: "app", timestamp_columns: ["timestamp"], always_partition_by_unit: false, column_descriptions: { ...OF, [value]: description }, column_units: unit ? { [value]: unit } : {}, ...more });
const DATASETS = [
  set("Readings", "pioreactor_unit_activity_data", "Activity per unit", "What a unit measured and did, side by side, a row per moment. Always a file per unit.", "od_reading", "OD or AU", { always_partition_by_unit: true }),
  set("Readings", "od_readings", "Optical density", "Optical density per channel, calibrated where a calibration is active.", "od_reading", "OD or AU"),
  set("Readings", "growth_rates", "Growth rate", "Growth rate as it was estimated at each moment.", "rate", "h^-1"),
  set("Readings", "temperature_readings", "Temperature", "Temperature of the culture.", "temperature_c", "degC"),
  set("Doses and lamps", "dosing_events", "Doses", "Every dose, with what asked for it.", "volume_change_ml", "mL"),
  set("Doses and lamps", "led_change_events", "LED changes", "Every change of an LED, with what asked for it.", "intensity", "percent"),
  set("Automations", "dosing_automation_events", "Dosing automation, events", "What dosing automations did and why.", "message", ""),
  set("Events", "logs", "Log", "Everything that was logged, from debugging to errors.", "message", ""),
  set("", "pressures", "Pressure", "Pressure in the head space.", "pressure_hpa", "hPa", { source: "pressure-gauge" }),
];
const COUNTS = { pioreactor_unit_activity_data: 98_140, od_readings: 34_560, growth_rates: 34_520, temperature_readings: 17_280, dosing_events: 214, led_change_events: 12, dosing_automation_events: 431, logs: 1208, pressures: 0 };
const HOUR = 3600;

export function makeExports({ now, iso, speed, units }) {
  const runs = [];
  const stagesOf = (names) => names.map((name) => ({ dataset: name, display_name: DATASETS.find((one) => one.dataset_name === name)?.display_name ?? name, state: "waiting", rows: 0, expected: COUNTS[name] ?? null, began_at: "", took_s: null }));
  const record = (t, selection, more = {}) => ({ format: 1, run_id: `${iso(t).replace(/[-:]|\.\d+/g, "")}-${randomUUID().slice(0, 4)}`, asked_by: "mira", asked_at: iso(t), began_at: iso(t), ended_at: "", took_s: null, outcome: "running", message: "", selection, warnings: [], stages: stagesOf(selection.datasets), filename: "", size_bytes: 0, rows: 0, files: 0, sha256: "", expires_at: "", ...more });
  const finish = (run) => {
    const t = now();
    const rows = run.stages.reduce((sum, stage) => sum + (stage.expected ?? 0), 0);
    Object.assign(run, { outcome: "succeeded", message: "", ended_at: iso(t), took_s: 2 * run.stages.length, rows, files: run.stages.length, size_bytes: rows * 14, filename: `export_${iso(t).replace(/\D/g, "").slice(0, 14)}.zip`, sha256: (randomUUID() + randomUUID()).replaceAll("-", ""), expires_at: iso(t + 24 * HOUR) });
  };
  const step = (run, i) => {
    const stage = run.stages[i];
    if (run.outcome !== "running") return;
    if (!stage) return finish(run);
    Object.assign(stage, { state: "running", began_at: iso(now()), rows: Math.round((stage.expected ?? 0) / 3) });
    setTimeout(() => {
      Object.assign(stage, { state: "done", rows: stage.expected ?? 0, took_s: 2 });
      step(run, i + 1);
    }, 2000);
  };
  if (process.env.EXPORTS !== "none")
    for (const hours of [3, 30]) {
      const run = record(now() - hours * HOUR, { datasets: ["od_readings", "growth_rates"], experiments: ["Yeast, 30 °C"], units: [], start_us: null, end_us: null, partition_by_unit: false, partition_by_experiment: true });
      finish(run);
      run.expires_at = iso(now() + (24 - hours) * HOUR);
      runs.push(run);
    }
  const line = (run) => ({ run, is_there: run.filename !== "" && Date.parse(run.expires_at) > now() * 1000, may_end: true });
  const row = (dataset, i, t) => Object.keys(dataset.column_descriptions).map((name) => (name === "timestamp" ? iso(t - (40 - i) * 5) : name === "experiment" ? "Yeast, 30 °C" : name === "pioreactor_unit" ? units()[i % 3] : Number((0.1 + i * 0.0137).toFixed(4))));
  return [
    ["GET", /^\/api\/datasets\/exportable$/, () => ({ status: 200, body: DATASETS })],
    ["GET", /^\/api\/datasets\/left_out$/, () => ({ status: 200, body: [] })],
    ["POST", /^\/api\/datasets\/exportable\/estimate$/, (_m, body) => ({ status: 200, body: Object.fromEntries(body.datasets.map((name) => [name, { rows: COUNTS[name] ?? 0, word: name.startsWith("pio") ? "at_most" : "about" }])) })],
    ["POST", /^\/api\/datasets\/exportable\/([^/]+)\/preview$/, ([name], body) => {
      const dataset = DATASETS.find((one) => one.dataset_name === name);
      const rows = COUNTS[name] ? Array.from({ length: body.n_rows }, (_, i) => row(dataset, i, now())) : [];
      return { status: 200, body: { columns: Object.keys(dataset.column_descriptions), rows, column_units: dataset.column_units } };
    }],
    ["POST", /^\/api\/datasets\/exportable\/export$/, (_m, body) => {
      const run = record(now(), { ...body, start_us: null, end_us: null });
      runs.unshift(run);
      step(run, 0);
      return { status: 202, body: { unit: "leader01", task_id: run.run_id, result_url_path: `/unit_api/task_results/export-${run.run_id}`, status: "accepted", run_id: run.run_id } };
    }],
    ["GET", /^\/unit_api\/task_results\/export-(.+)$/, ([id]) => ({ status: 200, body: { status: runs.find((run) => run.run_id === id)?.outcome === "succeeded" ? "succeeded" : "running", result: {} } })],
    ["GET", /^\/api\/exports$/, () => ({ status: 200, body: { exports: runs.map(line), kept_hours: 24, free_bytes: 21.4e9 } })],
    ["POST", /^\/api\/exports\/([^/]+)\/stop$/, ([id]) => {
      Object.assign(runs.find((run) => run.run_id === id), { outcome: "stopped", message: "It was stopped. Nothing of it is left on the disk.", took_s: 3, ended_at: iso(now() + speed) });
      return { status: 202, body: { status: "success" } };
    }],
    ["DELETE", /^\/api\/exports\/([^/]+)$/, ([id]) => {
      runs.splice(runs.findIndex((run) => run.run_id === id), 1);
      return { status: 200, body: { status: "success" } };
    }],
  ];
}
