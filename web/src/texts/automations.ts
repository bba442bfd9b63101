import { list } from "./format";
import { jobName } from "./jobNames";

const PUMPS: Record<string, string> = { media_pump: "media pump", alt_media_pump: "alt media pump", waste_pump: "waste pump" };

const EVENTS: Record<string, string> = {
  NoEvent: "Did nothing",
  DilutionEvent: "Diluted",
  DosingStarted: "Dosing",
  DosingStopped: "Dosed",
  AddMediaEvent: "Added media",
  AddAltMediaEvent: "Added alt media",
  ChangedLedIntensity: "Set the LEDs",
  UpdatedHeaterDC: "Set the heater",
  ErrorOccurred: "Could not act",
};

/** `MyOwnEvent` of a plugin as words. */
const spaced = (name: string): string => {
  const words = name.replace(/Event$/, "").replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1).toLowerCase();
};

const OPTIONS: Record<string, string> = { auto: "Auto", normalized_od: "Normalised OD", od_fused: "Fused OD", od: "OD" };

/** `PID morbidostat` keeps its capitals, `Turbidostat` does not. */
const inSentence = (name: string): string => (/^.[A-Z0-9]/.test(name) ? name : name.charAt(0).toLowerCase() + name.slice(1));

const MODES: Record<string, string> = { observe: "observing", heat: "heating", hold: "holding", wiggle: "testing itself", probe: "testing itself", saturated: "at its limit", latched: "locked off" };
/** A sensor without a calibration of its own is the usual case and no doubt worth a word. */
const QUALITIES: Record<string, string> = { not_stirred: "not stirred", learning: "still learning", stale: "sensor is silent" };

export const automations = {
  sheetTitle: (family: string, label: string) => `Start ${jobName(family)} on ${label}`,
  changeTitle: (family: string, label: string) => `Change ${jobName(family)} on ${label}`,
  lead: "One automation of a kind runs on a unit.",
  changeLead: (now: string) => `${now} runs now. It is stopped before the new one starts.`,
  choose: "Automation",
  change: (family: string) => `Change ${jobName(family)}`,
  changeTo: (name: string) => `Change to ${inSentence(name)}`,
  start: (name: string) => `Start ${inSentence(name)}`,
  option: (value: string) => OPTIONS[value] ?? value.replaceAll("_", " "),
  loading: "Asking the leader which automations there are",
  failed: "The automations could not be loaded.",
  none: "No automation of this kind is installed.",
  noFields: "It takes no settings.",
  optional: "optional",
  locked: "fixed",
  missing: (label: string) => `Give a value for “${label}”.`,
  needs: (what: readonly string[]) => `Needs ${list(what.map((need) => PUMPS[need] ?? jobName(need)))}`,
  pumps: (pumps: readonly string[]) => `It uses the ${list(pumps.map((pump) => PUMPS[pump] ?? pump))}. The unit refuses to start where one is not calibrated or not connected.`,
  unmet: "These jobs are needed and do not run",
  startToo: (job: string) => `Start ${jobName(job)} too`,
  withoutIt: (job: string) => `Without ${jobName(job)} it cannot work as intended.`,
  vial: "What is in the vial at the start",
  vialHint: "Empty: as the books of the unit say now. Give a value where you have filled or emptied the vial by hand.",
  vialFields: { current_volume_ml: "Volume", efflux_tube_volume_ml: "Waste tube ends at", alt_media_fraction: "Alt media share, 0 to 1" },
  summaries: {
    chemostat: (dose: string, every: string, perHour: string, rate: string | null) => `Exchanges ${dose} every ${every}: ${perHour} per hour${rate ? `, a dilution rate of ${rate} 1/h` : ""}.`,
    turbidostat: (od: string, dose: string) => `Keeps the reading at ${od} by exchanging ${dose} whenever it is reached.`,
    fedBatch: (dose: string, every: string) => `Adds ${dose} every ${every} and removes nothing. It pauses before the vial is too full.`,
    morbidostat: (od: string, rate: string) => `Dilutes above ${od}, with as much alt media as keeps the growth at ${rate} 1/h.`,
    thermostat: (c: string) => `Brings the liquid to ${c} °C and holds it there.`,
    light: (percent: string, light: string, dark: string) => `Light at ${percent} % for ${light}, then dark for ${dark}, again and again.`,
  },
  event: (name: string) => EVENTS[name] ?? spaced(name),
  /** A line of the log that begins with the name of an event, in words. */
  logLine: (message: string) => message.replace(/^([A-Z][A-Za-z]+): /, (whole, name: string) => (EVENTS[name] ? `${EVENTS[name]}: ` : whole)),
  /** What an automation decides every other minute stands in its row, not in the short list of events. */
  isRoutine: (message: string) => /^(NoEvent|UpdatedHeaterDC)\b/.test(message),
  heater: (percent: string, liquid: string | null, target: string | null) => `Heater set to ${percent} %${liquid && target ? `: liquid ${liquid} °C, target ${target} °C` : ""}.`,
  because: (what: string, why: string) => `${what}: ${why}`,
  ago: (age: string) => `${age} ago`,
  readings: { liquid: "Liquid", heater: "Heater", lastDose: "Last dose", target: "Target", noDose: "none in the last day" },
  mode: (mode: string) => MODES[mode] ?? mode,
  quality: (quality: string) => QUALITIES[quality] ?? null,
  spread: (sd: string) => `±${sd}`,
  yes: "Yes",
  no: "No",
} as const;
