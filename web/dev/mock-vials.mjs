// Pumps, thermostat, lamps and their automations of the invented cultures, with the books of the vial.
const VARIABLES = ["current_volume_ml", "efflux_tube_volume_ml", "alt_media_fraction", "cumulative_media_added_ml", "cumulative_alt_media_added_ml", "cumulative_waste_removed_ml"];
const EVENTS = { add_media: "media", add_alt_media: "alt_media", remove_waste: "waste" };
const JOB_OF = { media: "add_media", alt_media: "add_alt_media", waste: "remove_waste" };
const SIZES = { media: 500, waste: 1000 };
export const MAX_ML = 18, CAPACITY_ML = 20, RATE_ML_S = 0.0962;

const DEFAULTS = {
  temperature_automation: { automation_name: "thermostat", target_temperature: 30 },
  dosing_automation: { automation_name: "turbidostat", target_biomass: 12, exchange_volume_ml: 0.5, biomass_signal: "normalized_od" },
};

export function makeVials({ units, running, publish, topic, now, iso, speed, log, setState }) {
  for (const u of units) {
    Object.assign(u, { vial: { current_volume_ml: 14.2, efflux_tube_volume_ml: 12, alt_media_fraction: u.slot === 3 ? 0.1 : 0, cumulative_media_added_ml: 118.4, cumulative_alt_media_added_ml: 0, cumulative_waste_removed_ml: 117.6 }, bottles: { media: u.slot === 2 ? 16 : 381.6, waste: u.slot === 3 ? 997 : 617.6 }, lamps: { A: 0, B: 0, C: 0, D: 0 }, automations: {}, pumping: null, doses: [] });
    if (u.experiment) for (const variable of VARIABLES) tellVariable(u, variable);
    tellLamps(u);
  }
  function tellVariable(u, variable) {
    publish(`pioreactor/${u.name}/${u.experiment}/bioreactor/${variable}`, String(u.vial[variable]), true);
  }
  function tellLamps(u) {
    publish(`pioreactor/${u.name}/${u.experiment}/leds/intensity`, JSON.stringify(u.lamps), true);
  }
  function event(u, family, event_name, message, data = null) {
    publish(topic(u, family, "latest_event"), JSON.stringify({ event_name, message, data }), true);
  }
  function book(u, name, ml, source) {
    const v = u.vial;
    if (name === "remove_waste") v.current_volume_ml = v.current_volume_ml <= v.efflux_tube_volume_ml ? v.current_volume_ml : Math.max(v.efflux_tube_volume_ml, v.current_volume_ml - ml);
    else v.current_volume_ml += ml;
    const counter = { add_media: "cumulative_media_added_ml", add_alt_media: "cumulative_alt_media_added_ml", remove_waste: "cumulative_waste_removed_ml" }[name];
    v[counter] += ml;
    u.doses.push({ t: now(), ml });
    publish(`pioreactor/${u.name}/${u.experiment}/dosing_events`, JSON.stringify({ volume_change: ml, event: name, source_of_event: source, timestamp: iso(now()) }), false);
    tellVariable(u, "current_volume_ml");
    tellVariable(u, counter);
  }

  /** Settings of an automation are topics of its job; what another one had is cleared. */
  function begin(u, family, options) {
    for (const key of Object.keys(u.automations[family] ?? {})) publish(topic(u, family, key), "", true);
    u.automations[family] = options;
    for (const [key, value] of Object.entries(options)) publish(topic(u, family, key), String(value), true);
    if (family === "temperature_automation" && options.automation_name === "thermostat") event(u, family, "UpdatedHeaterDC", "delta_dc=0.4", { current_dc: 18.2, delta_dc: 0.4, target_temperature: options.target_temperature, latest_temperature: 30.02 });
    if (family === "dosing_automation") event(u, family, "NoEvent", options.target_biomass ? `Normalised OD 8.31 is below the target ${options.target_biomass}.` : "Waiting for the next exchange.");
  }
  function end(u, family) {
    for (const key of [...Object.keys(u.automations[family] ?? {}), "latest_event", "heater_duty_cycle"]) publish(topic(u, family, key), "", true);
    delete u.automations[family];
  }
  for (const u of units.filter((one) => one.experiment === running)) {
    for (const [family, options] of Object.entries(DEFAULTS)) {
      if (family === "dosing_automation" && u.slot === 3) continue;
      setState(u, family, "ready");
      begin(u, family, { ...options });
    }
  }

  const heat = (u) => u.automations.temperature_automation;
  setInterval(() => {
    for (const u of units) {
      if (!heat(u) || u.jobs.temperature_automation !== "ready") continue;
      const target = heat(u).target_temperature ?? 24;
      publish(topic(u, "temperature_automation", "temperature"), JSON.stringify({ temperature: Number((target + Math.sin(now() / 400) * 0.08).toFixed(2)), timestamp: iso(now()) }), true);
      publish(topic(u, "temperature_automation", "heater_duty_cycle"), (18 + Math.sin(now() / 500) * 2).toFixed(1), true);
      publish(topic(u, "temperature_automation", "thermal"), JSON.stringify({ liquid_sd: 0.31, mode: "hold", quality: "ok", timestamp: iso(now()) }), true);
    }
  }, Math.max(500, 30_000 / speed));
  setInterval(() => {
    for (const u of units) {
      const job = u.automations.dosing_automation;
      if (!job || u.jobs.dosing_automation !== "ready" || u.pumping) continue;
      const v = job.exchange_volume_ml ?? 0.5;
      book(u, "add_media", v, `dosing_automation:${job.automation_name}`);
      book(u, "remove_waste", v, `dosing_automation:${job.automation_name}`);
      event(u, "dosing_automation", "DilutionEvent", `Exchanged ${v} mL: normalised OD 12.04 reached the target ${job.target_biomass}.`, { resolved_biomass_signal: "normalized_od" });
      setTimeout(() => u.automations.dosing_automation && event(u, "dosing_automation", "NoEvent", `Normalised OD 11.46 is below the target ${job.target_biomass}.`, { resolved_biomass_signal: "normalized_od" }), 4000);
    }
  }, 14_000);

  /** Runs a pump: bookings every half second of wall time, at a speed that a person can follow. */
  function pump(u, job, { ml, duration, continuously }) {
    if (ml !== undefined && job !== "remove_waste" && u.vial.current_volume_ml + ml > MAX_ML + 1e-6) return `${ml} mL does not fit: the vial holds ${u.vial.current_volume_ml.toFixed(1)} mL, the limit is ${MAX_ML} mL.`;
    let left = continuously === undefined ? (ml ?? duration * RATE_ML_S) : 99;
    setState(u, job, "ready");
    u.pumping = setInterval(() => {
      const step = Math.min(left, 0.12, job === "remove_waste" ? 9 : MAX_ML - u.vial.current_volume_ml);
      if (step > 1e-9) book(u, job, step, "UI");
      left -= step;
      if (left <= 1e-9 || step <= 1e-9) stopPump(u, job);
    }, 250);
    return null;
  }
  function stopPump(u, job) {
    clearInterval(u.pumping);
    u.pumping = null;
    setState(u, job, "disconnected");
  }
  const find = (name) => units.find((u) => u.name === name);

  return {
    bottlesOf: (u) =>
      Object.entries(SIZES).map(([name, capacity_ml]) => {
        const content_ml = u.bottles[name];
        const left_ml = name === "waste" ? capacity_ml - content_ml : content_ml;
        const status = left_ml < (name === "waste" ? 5 : 1) ? "out" : left_ml <= 20 ? "low" : "ok";
        return { name, capacity_ml, content_ml, left_ml, rate_ml_per_h: 2.5, hours_left: left_ml / 2.5, status };
      }),
    vialOf: (u) => ({ ...u.vial, volume_sd_ml: 0.3, max_fill_ml: MAX_ML, capacity_ml: CAPACITY_ML, headroom_ml: MAX_ML - u.vial.current_volume_ml }),
    start(u, job, options) {
      if (job === "led_intensity") {
        for (const [channel, percent] of Object.entries(options)) if (channel in u.lamps) u.lamps[channel] = Number(percent);
        setTimeout(() => tellLamps(u), 300);
        return null;
      }
      if (job in EVENTS) return pump(u, job, options);
      if (job in DEFAULTS || job === "led_automation") setTimeout(() => begin(u, job, options), 1300);
      return undefined;
    },
    stop(u, job) {
      if (job in EVENTS) stopPump(u, job);
      else if (u.automations[job]) end(u, job);
    },
    set(u, job, key, value) {
      if (u.automations[job]) u.automations[job][key] = value;
    },
    series: {
      temperature_readings: (u, t) => 30 + Math.sin(t / 900) * 0.1 - 6 * Math.exp(-(t - u.startS) / 2400),
      heater_duty_cycles: (u, t) => 18 + Math.sin(t / 500) * 2 + 60 * Math.exp(-(t - u.startS) / 1200),
      liquid_volumes: (u, t) => 14 + (Math.floor(t / 1500) % 2) * 0.5,
    },
    routes: [
      ["POST", /^\/api\/units\/([^/]+)\/dose\/preview$/, ([name], body) => {
        const u = find(name);
        const [v, pump] = [u.vial.current_volume_ml, body.pump];
        const ml = body.continuously ? (pump === "waste" ? null : MAX_ML - v) : (body.ml ?? body.duration_s * RATE_ML_S);
        const after = pump === "waste" ? (v <= u.vial.efflux_tube_volume_ml ? v : Math.max(u.vial.efflux_tube_volume_ml, v - (ml ?? 0))) : v + ml;
        const isHigh = pump !== "waste" && after > MAX_ML + 1e-6;
        const isUncalibrated = pump === "alt_media" && u.slot === 3;
        return {
          status: 200,
          body: {
            unit: name, experiment: u.experiment, pump, action: JOB_OF[pump], ml: isUncalibrated && !body.ml ? null : ml, duration_s: ml === null || isUncalibrated ? null : ml / RATE_ML_S, current_volume_ml: v, volume_after_ml: after, volume_sd_ml: 0.3, max_fill_ml: MAX_ML, capacity_ml: CAPACITY_ML, headroom_ml: MAX_ML - v, headroom_after_ml: MAX_ML - after, efflux_tube_volume_ml: u.vial.efflux_tube_volume_ml, calibrated: !isUncalibrated, calibration_name: isUncalibrated ? null : `${pump}_pump`, calibrated_at: isUncalibrated ? null : "2026-11-12T09:00:00Z", rate_ml_per_s: isUncalibrated ? null : RATE_ML_S, dosing_automation: u.automations.dosing_automation?.automation_name ?? null,
            refusal: isUncalibrated ? "The alt media pump has no active calibration, so 1 mL cannot be measured." : isHigh ? `${ml} mL does not fit: the vial holds ${v.toFixed(1)} mL, the limit is ${MAX_ML} mL.` : null,
            remediation: isUncalibrated ? "Calibrate the pump, or dose by time." : isHigh ? "Dose less, or take waste out first." : null,
          },
        };
      }],
    ],
    log,
  };
}
