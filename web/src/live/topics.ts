/** The only place in the browser that builds and splits topics. */
export const UNIVERSAL = "$experiment";

export const topic = (unit: string, experiment: string, ...levels: string[]): string =>
  ["pioreactor", unit, experiment, ...levels].join("/");

export const stateTopic = (unit: string, experiment: string, job: string): string => topic(unit, experiment, job, "$state");
export const settingTopic = (unit: string, experiment: string, job: string, setting: string): string => topic(unit, experiment, job, setting);
export const monitorTopic = (unit: string, name: string): string => topic(unit, UNIVERSAL, "monitor", name);
export const alarmTopic = (unit: string, code: string): string => topic(unit, UNIVERSAL, "alarms", code);
export const bioreactorTopic = (unit: string, experiment: string, variable: string): string => topic(unit, experiment, "bioreactor", variable);
export const truthTopic = (unit: string): string => `sim/${unit}/truth`;
export const TRUTH_FILTER = "sim/+/truth";

export interface TopicParts {
  unit: string;
  experiment: string;
  levels: string[];
}

/** Parts of a topic below `pioreactor/`, or null for any other topic. */
export function split(name: string): TopicParts | null {
  const [root, unit, experiment, ...levels] = name.split("/");
  if (root !== "pioreactor" || !unit || !experiment || levels.length === 0) return null;
  return { unit, experiment, levels };
}

const LEVELS = ["info", "notice", "warning", "error", "critical"] as const;

/** Jobs whose settings depend on the automation that runs in them. */
export const AUTOMATIONS = ["temperature_automation", "dosing_automation", "led_automation"] as const;

/** What the app listens to, whatever experiment is shown. */
export const clusterFilters = (): string[] => [
  topic("+", UNIVERSAL, "monitor", "+"),
  topic("+", UNIVERSAL, "assignment"),
  topic("+", UNIVERSAL, "alarms", "+"),
  ...LEVELS.map((level) => topic("+", UNIVERSAL, "logs", "+", level)),
];

/** What the app listens to for one experiment: states, readings and log lines. */
export const experimentFilters = (experiment: string): string[] => [
  topic("+", experiment, "+", "$state"),
  topic("+", experiment, "stirring", "+"),
  topic("+", experiment, "od_reading", "ods"),
  topic("+", experiment, "growth_rate_calculating", "growth_rate"),
  topic("+", experiment, "growth_rate_calculating", "od_filtered"),
  topic("+", experiment, "leds", "intensity"),
  topic("+", experiment, "bioreactor", "+"),
  topic("+", experiment, "dosing_events"),
  ...AUTOMATIONS.map((job) => topic("+", experiment, job, "+")),
  ...LEVELS.map((level) => topic("+", experiment, "logs", "+", level)),
];

/** Further topics of all units of an experiment, as `<job>/<name>`: settings and charts that descriptors name. */
export const namedFilters = (experiment: string, names: readonly string[]): string[] => names.map((levels) => topic("+", experiment, ...levels.split("/")));
