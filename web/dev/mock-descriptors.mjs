// Descriptors as the leader would read them from its files.
const setting = (key, label, unit, min = null, max = null, more = {}) => ({ key, label, unit, min, max, type: "numeric", display: true, editable: true, description: null, default: null, ...more });
const job = (job_name, display_name, description, published_settings) => ({ job_name, display_name, description, published_settings, display: true, is_testing: false, source: "app", subtext: null });

export const jobDescriptors = [
  job("stirring", "Stirring", "Turns the magnet under the vial.", [setting("target_rpm", "Target", "rpm", 0, 1500)]),
  job("od_reading", "OD reading", "Measures what reaches the photodiodes.", [setting("interval", "Every", "s", 1, 3600), setting("ir_led_intensity", "IR LED", "%", 0, 100)]),
  job("growth_rate_calculating", "Growth rate", "Estimates how fast the culture grows.", []),
  job("temperature_automation", "Temperature automation", "Measures the temperature of the liquid and, with a thermostat, holds it.", [setting("target_temperature", "Target temperature", "°C", 0, 50)]),
  job("dosing_automation", "Dosing automation", "Adds and removes liquid by a rule.", [setting("duration", "Time between doses", "min", 0.1, 10_080), setting("exchange_volume_ml", "Volume exchanged", "mL", 0.05, 20), setting("target_biomass", "Target biomass", "OD or AU", 0)]),
  job("led_automation", "LED automation", "Switches the lamps by a rule, such as day and night.", [setting("light_intensity", "Light intensity", "%", 0, 100)]),
];

const field = (key, label, unit, value, min = null, max = null, more = {}) => ({ key, label, unit, default: value, min, max, type: "numeric", disabled: false, required: true, options: null, description: null, ...more });
const automation = (automation_name, display_name, description, needs, fields) => ({ automation_name, display_name, description, needs, fields, source: "app" });
const EXCHANGE = ["media_pump", "waste_pump"];

export const automations = {
  temperature: [
    automation("thermostat", "Thermostat", "Holds the liquid at a temperature.", [], [field("target_temperature", "Target temperature", "°C", 30, 0, 50)]),
    automation("only_record_temperature", "Only record temperature", "Measures the temperature; the heater stays off.", [], []),
  ],
  dosing: [
    automation("chemostat", "Chemostat", "Exchanges the same volume at fixed times, so the culture is diluted at a constant rate whatever its density.", EXCHANGE, [field("duration", "Time between exchanges", "min", 20, 0.1, 10_080), field("exchange_volume_ml", "Volume exchanged", "mL", 0.5, 0.05, 20)]),
    automation("turbidostat", "Turbidostat", "Keeps the culture at a density: whenever the reading reaches the target, some of the culture is replaced by fresh media.", ["od_reading", ...EXCHANGE], [
      field("target_biomass", "Target biomass", "OD or AU", null, 0),
      field("exchange_volume_ml", "Volume exchanged", "mL", 1, 0.05, 20),
      field("biomass_signal", "Biomass signal", null, "auto", null, null, { type: "select", options: ["auto", "normalized_od", "od_fused", "od"], description: "auto takes the fused OD where there is an estimator, then the calibrated OD, else the normalised OD." }),
    ]),
    automation("fed_batch", "Fed-batch", "Adds media at fixed times and removes nothing. It pauses before the vial would become too full.", ["media_pump"], [field("duration", "Time between additions", "min", 720, 0.1, 10_080), field("dosing_volume_ml", "Volume added", "mL", 1, 0.05, 20)]),
    automation("pid_morbidostat", "PID morbidostat", "Dilutes with a mixture of media and alternative media, whose share rises while the culture grows faster than the target.", ["growth_rate_calculating", "media_pump", "alt_media_pump", "waste_pump"], [field("duration", "Time between exchanges", "min", 60, 0.1, 10_080), field("target_normalized_od", "Target normalised OD", "AU", 1.5, 0), field("target_growth_rate", "Target growth rate", "1/h", 0.1, 0, 5)]),
    automation("silent", "Silent", "Never doses by itself. Doses that people or plugins ask for are booked all the same.", [], [field("duration", "Time between checks", "min", 30, null, null, { disabled: true })]),
  ],
  led: [
    automation("light_dark_cycle", "Light and dark cycle", "Switches the lamps C and D on and off in turn. The first phase is light.", [], [field("light_intensity", "Light intensity", "%", 5, 0, 100), field("light_duration_minutes", "Light for", "min", 960, 0), field("dark_duration_minutes", "Dark for", "min", 480, 0)]),
    automation("silent", "Silent", "Leaves the lamps alone.", [], []),
  ],
};

const chart = (chart_key, data_source, title, y_axis_label, fixed_decimals, mqtt_topic, more = {}) => ({ chart_key, data_source, title, source: "app", y_axis_label, fixed_decimals, mqtt_topic, data_source_column: null, payload_key: null, down_sample: true, lookback: 100_000, y_transformation: null, y_axis_domain: null, interpolation: "stepAfter", ...more });
export const charts = [
  chart("optical_density", "od_readings", "Optical density", "", 3, null),
  chart("normalized_optical_density", "od_readings_filtered", "Normalised OD", "", 2, null),
  chart("implied_growth_rate", "growth_rates", "Growth rate", "", 2, null),
  chart("temperature", "temperature_readings", "Temperature", "Temperature, °C", 1, "temperature_automation/temperature", { payload_key: "temperature" }),
  chart("current_volume_ml", "liquid_volumes", "Volume", "Volume, mL", 2, "bioreactor/current_volume_ml"),
  chart("heater_duty_cycle", "heater_duty_cycles", "Heater", "Heater, %", 1, "temperature_automation/heater_duty_cycle"),
];

const option = (name, help, type, more = {}) => ({ name, help, type, long_flag: name.replaceAll("_", "-"), required: false, multiple: false, default: null, is_flag: false, ...more });
export const capabilities = [
  { job_name: "stirring", help: null, arguments: [], options: [option("target_rpm", "Speed at the start.", "float"), option("measure_rpm_only", "Motor off, only measure.", "boolean", { is_flag: true })], published_settings: {}, cli_example: "pio run stirring" },
];
const model = (model_name, display_name, capacity) => ({ model_name, model_version: "1.5", display_name, is_contrib: false, is_legacy: false, reactor_capacity_ml: capacity, reactor_max_fill_volume_ml: capacity * 0.9, reactor_diameter_mm: 27, max_temp_to_reduce_heating: 78, max_temp_to_disable_heating: 80, max_temp_to_shutdown: 85 });
export const models = { models: [model("pioreactor_20ml", "Pioreactor 20ml, v1.5", 20), model("pioreactor_40ml", "Pioreactor 40ml, v1.5", 40)] };
