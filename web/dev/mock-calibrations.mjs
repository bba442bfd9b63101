// Calibrations of all units and sessions of the stirrer: worker01 lacks the waste pump, worker03 has an old one, worker05 is silent.
import { randomUUID } from "node:crypto";

const DAY = 86_400;
const STAGES = [["Prepare", ["intro"]], ["Name", ["name"]], ["Measure", ["sweep"]], ["Result", ["result"]]].map(([title, steps]) => ({ title, steps }));

export function makeCalibrations({ units, now, iso, later, refuse }) {
  const scatter = (i) => 1 + 0.015 * Math.sin(i * 12.9);
  const pump = (unit, name, slope, days, active) => {
    const x = [8.6, 8.6, 8.6, 8.6, 10.2, 10.2, 11.8, 11.8, 11.8, 11.8];
    return { calibration_type: "simple_peristaltic_pump", calibration_name: name, calibrated_on_pioreactor_unit: unit, created_at: iso(now() - days * DAY), curve_data_: { type: "poly", coefficients: [slope, 0] }, x: "Duration", y: "Volume", recorded_data: { x, y: x.map((s, i) => Number((s * slope * scatter(i)).toFixed(4))) }, hz: 250, dc: 100, voltage: 12.1, is_active: active, pioreactor_unit: unit };
  };
  const stirrer = (unit, name, days, active) => {
    const x = [20, 25, 30, 35, 40, 40, 35, 30, 25, 20];
    return { calibration_type: "simple_stirring", calibration_name: name, calibrated_on_pioreactor_unit: unit, created_at: iso(now() - days * DAY), curve_data_: { type: "spline", knots: [20, 30, 40], coefficients: [[222, 27.9, 0, -0.002], [499, 27.3, -0.06, 0.001]] }, x: "DC %", y: "RPM", recorded_data: { x, y: x.map((d, i) => 27.8 * (d - 12) * scatter(i)) }, pwm_hz: 200, voltage: 5.02, is_active: active, pioreactor_unit: unit };
  };
  const od = (unit, days) => ({ calibration_type: "od600", calibration_name: "od-cal-2026-11-02", calibrated_on_pioreactor_unit: unit, created_at: iso(now() - days * DAY), curve_data_: { type: "spline", knots: [0, 0.5, 2], coefficients: [[0.021, 0.055, 0, -0.004], [0.048, 0.052, -0.006, 0.0008]] }, x: "OD600", y: "Voltage", recorded_data: { x: [0, 0.1, 0.2, 0.5, 1, 2], y: [0.021, 0.0266, 0.0322, 0.0479, 0.0725, 0.1152] }, ir_led_intensity: 70, angle: "90", pd_channel: "2", is_active: true, pioreactor_unit: unit });
  const kept = Object.fromEntries(units.filter((u) => u.name !== "worker05").map((u, i) => [u.name, {
    media_pump: [pump(u.name, "media_pump-2026-11-20", 0.0861, i === 2 ? 240 : 10, true), pump(u.name, "media_pump-2026-06-02", 0.0839, 181, false)],
    ...(i === 0 ? {} : { waste_pump: [pump(u.name, "waste_pump-2026-11-20", 0.0902, 10, i !== 1)] }),
    stirring: [stirrer(u.name, "stirring-calibration-2026-11-19T10-02", 11, true)],
    od90: [od(u.name, 28)],
  }]));
  const protocols = [
    ["media_pump", "duration_based", "Pump, by duration", "Volumes of ten runs of known durations; a line through the origin.", ["A beaker of water", "A balance or a 10 mL cylinder"]],
    ["stirring", "dc_based", "Stirring, by duty cycle", "Speeds at 15 duty cycles; a spline. About a minute, by itself.", ["A vial with stir bar and liquid"]],
    ["od90", "standards", "OD, by standards", "Vials of known OD600 and a blank; a spline for each photodiode.", ["Vials of known OD600", "A vial with medium alone"]],
  ].map(([target_device, protocol_name, title, description, requirements]) => ({ id: `${target_device}/${protocol_name}`, target_device, protocol_name, priority: 99, title, description, requirements }));
  const sessions = new Map();
  const steps = {
    intro: () => ({ step_type: "confirm", title: "Calibrate the stirrer", body: "Put a vial with its stir bar and the usual amount of liquid into the unit, and close the lid.", fields: [], metadata: {} }),
    name: () => ({ step_type: "form", title: "Name", body: "How shall the calibration be called?", fields: [{ name: "calibration_name", label: "Name of the calibration", field_type: "string", required: true, default: "monday", options: null, minimum: null, maximum: null, min_error_msg: null, max_error_msg: null, help_text: null }], metadata: {} }),
    sweep: () => ({ step_type: "action", title: "Measure", body: "The stirrer runs at 15 duty cycles, down, up and down again: about a minute.", fields: [["min_dc", "Lowest duty cycle, %", 19.8], ["max_dc", "Highest duty cycle, %", 39.9]].map(([name, label, value]) => ({ name, label, field_type: "float", required: true, default: value, options: null, minimum: 0, maximum: 100, min_error_msg: null, max_error_msg: null, help_text: null })), metadata: {} }),
    result: (s) => ({ step_type: "result", title: "Calibrated", body: "From 217 to 772 RPM it says which duty cycle the stirrer begins with.", fields: [], metadata: { chart: { title: "Speed of the stirrer", x_label: "Duty cycle (%)", y_label: "Speed (RPM)", series: [{ id: "measured", label: "measured", points: s.points.map(([x, y]) => ({ x, y })) }, { id: "fit", label: "fit", points: Array.from({ length: 21 }, (_, i) => ({ x: 20 + i, y: 27.8 * (8 + i) })) }] } } }),
  };
  const told = (s) => ({ session: s.session, step: { step_id: s.session.step_id, ...steps[s.session.step_id](s) }, stages: STAGES, work: s.work, refused: s.refused });
  const to = (s, step_id) => Object.assign(s.session, { step_id, updated_at: iso(now()) });
  const each = (unit, value) => Object.fromEntries(units.filter((u) => unit === "$broadcast" || u.name === unit).map((u) => [u.name, u.name === "worker05" ? { ok: false, unit: u.name, error: { kind: "connection_error", message: `${u.name} does not answer.`, cause: null, remediation: "Check its power." } } : { ok: true, unit: u.name, value: value(u.name) }]));
  const find = (unit, device, name) => kept[unit]?.[device]?.find((one) => one.calibration_name === name);
  const choose = (unit, device, name) => kept[unit][device].forEach((one) => (one.is_active = one.calibration_name === name));
  const measure = (s) => new Promise((done) => {
    s.work = { began_at: iso(now()), share: 0, points: [] };
    s.points = [];
    const timer = setInterval(() => {
      const n = s.points.length;
      if (s.stopped || n === 15) {
        clearInterval(timer);
        s.work = null;
        s.refused = s.stopped ? "The calibration of the stirrer was stopped." : null;
        if (n === 15) {
          const name = s.session.data.calibration_name ?? "stirring-calibration";
          kept[s.unit].stirring.push(stirrer(s.unit, name, 0, false));
          Object.assign(to(s, "result"), { status: "complete", result: { calibrations: [{ device: "stirring", calibration_name: name }] } });
        }
        return done();
      }
      const duty = 40 - 5 * Math.abs((n % 10) - 0 > 4 ? 9 - (n % 10) : n % 5);
      s.points.push([duty, 27.8 * (duty - 12) * scatter(n)]);
      s.work = { ...s.work, share: (n + 1) / 15, points: s.points };
    }, 500);
  });
  const unitRoutes = [
    ["GET", /^\/api\/workers\/([^/]+)\/calibrations$/, ([unit]) => later(() => each(unit, (one) => kept[one]))],
    ["GET", /^\/api\/workers\/([^/]+)\/calibration_protocols$/, ([unit]) => later(() => each(unit, () => protocols))],
    ["GET", /^\/api\/config\/units\/\$broadcast$/, () => ({ status: 200, body: { configs: Object.fromEntries(units.map((u) => [u.name, { PWM: { 1: "stirring", 2: "media", 3: u.name === "worker04" ? "" : "waste" }, "od_config.photodiode_channel": { 1: "REF", 2: "90" } }])), errors: {} } })],
    ["GET", /^\/api\/workers\/([^/]+)\/calibrations\/sessions$/, ([unit]) => later(() => each(unit, (one) => [...sessions.values()].filter((s) => s.unit === one && s.session.status === "in_progress").map((s) => ({ ...s.session, protocol_title: "Stirring, by duty cycle", title: told(s).step.title, is_working: s.work !== null }))))],
    ["PATCH", /^\/api\/workers\/([^/]+)\/active_calibrations\/([^/]+)\/([^/]+)$/, ([unit, device, name]) => later(() => (choose(unit, device, name), each(unit, () => ({ msg: "" }))))],
    ["DELETE", /^\/api\/workers\/([^/]+)\/active_calibrations\/([^/]+)$/, ([unit, device]) => later(() => (choose(unit, device, ""), each(unit, () => ({ msg: "" }))))],
    ["DELETE", /^\/api\/workers\/([^/]+)\/calibrations\/([^/]+)\/([^/]+)$/, ([unit, device, name]) => later(() => (kept[unit][device].splice(kept[unit][device].indexOf(find(unit, device, name)), 1), each(unit, () => ({ msg: "" }))))],
    ["POST", /^\/api\/workers\/([^/]+)\/calibrations\/sessions$/, ([unit], body) => {
      if (body.target_device !== "stirring") return refuse(409, "stirring runs, and the calibration needs the motor. Stop it: pio kill --job-name stirring", null, "Nothing was changed.");
      const session = { session_id: randomUUID(), protocol_name: body.protocol_name, target_device: body.target_device, status: "in_progress", step_id: "intro", created_at: iso(now()), updated_at: iso(now()), data: {}, result: null, error: null };
      sessions.set(session.session_id, { unit, session, work: null, refused: null, points: [], stopped: false });
      return { status: 201, body: told(sessions.get(session.session_id)) };
    }],
    ["GET", /^\/api\/workers\/[^/]+\/calibrations\/sessions\/([^/]+)$/, ([id]) => (sessions.has(id) ? { status: 200, body: told(sessions.get(id)) } : refuse(404, "There is no such session.", null, null))],
    ["POST", /^\/api\/workers\/[^/]+\/calibrations\/sessions\/([^/]+)\/abort$/, ([id]) => {
      const s = sessions.get(id);
      Object.assign(s, { stopped: true }).session.status = "aborted";
      return { status: 200, body: told(s) };
    }],
    ["POST", /^\/api\/workers\/[^/]+\/calibrations\/sessions\/([^/]+)\/stop$/, ([id]) => ((sessions.get(id).stopped = true), { status: 200, body: told(sessions.get(id)) })],
    ["POST", /^\/api\/workers\/[^/]+\/calibrations\/sessions\/([^/]+)\/inputs$/, async ([id], body) => {
      const s = sessions.get(id);
      Object.assign(s, { stopped: false, refused: null });
      Object.assign(s.session.data, body.inputs);
      if (s.session.step_id === "sweep") await measure(s);
      else to(s, s.session.step_id === "intro" ? "name" : "sweep");
      return s.refused ? refuse(409, s.refused, null, "Nothing was changed.") : { status: 200, body: told(s) };
    }],
  ];
  return { routes: unitRoutes };
}
