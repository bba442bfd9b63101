import { duration, list, plural, significant } from "./format";

const DEVICES: Record<string, string> = {
  media_pump: "Media pump",
  alt_media_pump: "Alt media pump",
  waste_pump: "Waste pump",
  stirring: "Stirrer",
  od: "OD, all angles at once",
  od45: "OD at 45°",
  od90: "OD at 90°",
  od135: "OD at 135°",
};
/** What is amiss without a calibration. */
const WHAT_FOR: readonly (readonly [RegExp, string])[] = [
  [/_pump$/, "Doses by volume need one: without it nobody knows how long the pump must run."],
  [/^stirring$/, "Without one the stirrer finds its speed all the same, only more slowly at first."],
  [/^od/, "Without one OD readings are relative signals (V), not OD600."],
];
const Device = (device: string): string => DEVICES[device] ?? device;
/** The same within a sentence. */
const lower = (device: string): string => Device(device).replace(/^(?!OD)./, (first) => first.toLowerCase());

/** With its article: "the media pump", "OD at 90°". */
const the = (device: string): string => (Device(device).startsWith("OD") ? Device(device) : `the ${lower(device)}`);

/** Names of axes in the files, with what they are. */
const AXES: Record<string, string> = { Duration: "Duration (s)", Volume: "Volume (mL)", "DC %": "Duty cycle (%)", RPM: "Speed (rpm)", OD600: "OD600", OD: "OD", Voltage: "Relative signal (V)" };

export const calibrations = {
  name: "Calibrations",
  Device,
  the,
  axis: (name: string) => AXES[name] ?? name,
  meta: (done: number, all: number) => (all === 0 ? "no device fitted" : `${done} of ${plural(all, "fitted device")} calibrated`),
  lead: "Which unit lacks which calibration, which one is in use, and how old it is.",
  caption: "Calibrations by unit and device",
  unit: "Unit",
  device: "Device",
  allUnits: "All units",
  allDevices: "All devices",
  filters: "Filter",
  legend: (days: number) => `Jobs read the calibration in use when they start. “Old”: made more than ${days} days ago.`,
  loading: "Asking the units",
  silent: "No answer",
  none: { title: "No units yet", body: "Calibrations stand here by unit and device. Add a unit first, on the page Inventory.", go: "To the inventory" },
  noneFound: "No unit and device fit.",
  cells: { active: "In use", old: "Old", idle: "None in use", missing: "Missing", unfitted: "not fitted" },
  cellAge: (days: string) => `made ${days} ago`,
  cellMore: (n: number) => `${n} stored`,
  cellOf: (unit: string, device: string, words: string) => `${Device(device)} of ${unit}: ${words}`,
  curves: (device: string) => `${Device(device)}: curves in use`,
  zip: "All as ZIP",
  upload: "Upload",
  start: "Calibrate",

  one: {
    title: (unit: string, device: string) => `${Device(device)} of ${unit}`,
    meta: (n: number, active: string | null) => `${plural(n, "calibration")}, ${active ? `${active} is in use` : "none is in use"}`,
    caption: (unit: string, device: string) => `Calibrations of ${the(device)} of ${unit}`,
    columns: { name: "Calibration", state: "State", made: "Made", points: "Points", actions: "Actions" },
    inUse: "In use",
    stored: "Stored",
    look: (name: string) => `Look at ${name}`,
    menu: (name: string) => `${name}: actions`,
    empty: {
      title: (device: string) => `No calibration of ${the(device)} yet`,
      body: "Calibrate it step by step, which takes some minutes, or upload a file that was made before.",
    },
    whatFor: (device: string) => WHAT_FOR.find(([which]) => which.test(device))?.[1] ?? "",
    unknown: (name: string) => `There is no calibration ${name} here.`,
    facts: "Facts",
    made: "Made",
    madeOn: "Made on",
    otherUnit: (unit: string) => `${unit}, another unit`,
    points: "Points",
    deviation: "Deviation, root mean square",
    curve: "Curve",
    shapes: { poly: (n: number) => (n === 1 ? "line" : `polynomial of degree ${n}`), spline: (n: number) => `cubic spline with ${n} knots`, akima: (n: number) => `through every point (Akima), ${n} knots` },
    slope: "Slope",
    range: "Measured range",
    span: (a: string, b: string) => `${a} to ${b}`,
    ownFacts: { hz: "Frequency", dc: "Duty cycle", pwm_hz: "Frequency", voltage: "Rail voltage then", ir_led_intensity: "IR LED", angle: "Angle", pd_channel: "Photodiode channel" } as Record<string, string>,
    ownUnits: { hz: "Hz", dc: "%", pwm_hz: "Hz", voltage: "V", ir_led_intensity: "%", angle: "°", pd_channel: "" } as Record<string, string>,
    unmeasured: "the unit could not tell",
    table: "Table",
    chart: "Curve",
    asChoice: "Show as",
    measured: "measured",
    fit: "curve",
    deviationShort: "deviation",
    tableCaption: (title: string) => `Points of ${title}`,
    chartLabel: (title: string, x: string, y: string, series: readonly string[]) => `${title}: ${y} against ${x}, ${list(series)}. The table has the numbers.`,
    file: "File (YAML)",
    download: "Download",
    downloadOf: (name: string) => `Download ${name} as YAML`,
  },
  use: {
    verb: "Use it",
    done: (name: string, device: string, unit: string) => `${name} is in use for ${the(device)} of ${unit}; jobs that start from now on read it`,
  },
  unuse: {
    verb: "Stop using it",
    done: (device: string, unit: string) => `No calibration is in use for ${the(device)} of ${unit}; running jobs keep what they have`,
  },
  delete: {
    verb: "Delete",
    title: (name: string) => `Delete ${name}?`,
    lead: (device: string, unit: string) => `The file on ${unit} goes for good. Download it before if somebody may want the calibration of ${the(device)} again.`,
    inUse: "It is in use: afterwards none is, until another one is chosen. Running jobs keep what they have.",
    go: (name: string) => `Delete ${name}`,
    done: (name: string, unit: string) => `${name} was deleted on ${unit}`,
  },
  took: (what: string, seconds: number) => `${what} (${duration(seconds)})`,
  uploading: {
    title: "Upload a calibration",
    lead: "A YAML file as this page or the ecosystem writes it. It is kept under the name that stands in it; one of that name is replaced.",
    unit: "Unit",
    everyUnit: "Every unit",
    device: "Device",
    file: "File",
    text: "Text of the file",
    textHint: "Choose a file, or paste its text.",
    use: "Use it from the next job on",
    empty: "Choose a file, or paste its text.",
    go: "Upload",
    done: (unit: string, device: string) => `The calibration is stored for ${the(device)} of ${unit}`,
  },
  card: {
    title: "Calibrations",
    all: "All calibrations",
    lead: "What the numbers of its devices mean.",
    failed: "The unit did not say which calibrations it has.",
  },
  number: (value: number) => significant(value),
  few: (value: number) => significant(value, 2),
} as const;
