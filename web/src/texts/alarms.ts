import { plural } from "./format";

export const alarms = {
  name: "Alarms",
  barLabel: "Alarm",
  /** Titles that name the unit get its label in the place of its name; others are told whose they are. */
  what: (label: string, title: string, unit: string) => {
    const named = unit !== "" && title.includes(unit) ? title.replaceAll(unit, label) : title.includes(label) ? title : `${label}: ${title.charAt(0).toLowerCase()}${title.slice(1)}`;
    return named.replace(/\.?$/, ".");
  },
  /** A title where the unit is known from the place: with its label, a capital and no full stop. */
  headline: (label: string, title: string, unit: string) => {
    const named = (unit === "" ? title : title.replaceAll(unit, label)).replace(/\.$/, "");
    return named.charAt(0).toUpperCase() + named.slice(1);
  },
  ago: (age: string) => `${age} ago.`,
  more: (n: number) => `and ${n} more`,
  show: "Show",
  returnedShort: "It has ended by itself and was not seen yet.",
  acknowledge: "Acknowledge",
  acknowledgeOne: (what: string) => `Acknowledge: ${what}`,
  acknowledged: "Acknowledged",
  reset: "Reset",
  resetAsked: "Reset asked",
  resetDone: "Reset",
  resetRefused: "The interlock did not let go.",
  resetWaits: (by: string | null) => `Reset asked${by ? ` by ${by}` : ""}. The interlock looks whether its cause is gone.`,
  resetHint: "What it keeps off stays off until you reset it here; it lets go only when the cause is gone.",
  nobody: "the web page",
  onNav: (n: number) => plural(n, "open alarm"),
  meta: (open: number, seen: number) => (open === 0 ? "None open" : `${open} open${seen > 0 ? `, ${seen} of them acknowledged` : ""}`),
  tabs: { name: "Open or past alarms", open: "Open", history: "History" },
  states: { new: "New", acknowledged: "Acknowledged", returned: "Returned to normal", ended: "Ended" } as Record<string, string>,
  openFor: "Open for",
  since: (at: string) => `since ${at}`,
  unit: "Unit",
  source: "Raised by",
  holds: (title: string) => `An open alarm may hold it: ${title.replace(/\.$/, "")}.`,
  whatToDo: "What to do",
  nothingToDo: "Nothing to do but to know it.",
  ackHint: "Acknowledging takes it off the top of every page and says who is on it. The alarm stays until its cause is gone.",
  returnedHint: "Its cause is gone. Acknowledging closes it.",
  on: (by: string, at: string) => `${by} is on it, ${at}.`,
  seenLine: (since: string, age: string) => `since ${since}, ${age}.`,
  open: "Open",
  fold: "Fold",
  you: "Your name",
  youHint: "Stands beside what you acknowledge. Kept in this browser.",
  none: "No alarms",
  noneLast: (title: string, unit: string, when: string) => `Last one: ${title}, ${unit}, ${when}.`,
  noneEver: "Alarms of units and of their guards appear here, with what to do.",
  silent: (units: string, n: number) => `${units} did not tell whether ${n === 1 ? "it has" : "they have"} alarms.`,
  historyNone: "No alarm has been recorded yet.",
  historyFailed: "The history of alarms could not be loaded.",
  historyLater: "The history of alarms is not available in this version.",
  columns: { raised: "Raised", unit: "Unit", what: "What", state: "State", lasted: "Lasted", by: "Seen by" },
  again: "Try again",
  older: "Load older",
  happened: "What happened",
} as const;
