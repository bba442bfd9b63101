import { plural } from "./format";

export const lamps = {
  name: "LEDs",
  lit: (n: number) => `${plural(n, "LED")} on`,
  dark: "Off",
  off: "Off",
  allOff: "LEDs off",
  free: "free",
  byReading: "by OD reading",
  irOwned: "OD reading sets this LED. Stop it first, or change its IR LED setting.",
  channel: (channel: string) => `LED ${channel}`,
  slider: (channel: string) => `Brightness of LED ${channel}, percent`,
  change: (name: string, now: string) => `Change ${name}, now ${now} percent`,
  stays: "0 to 100 %. It stays on until it is set to 0 or everything is stopped.",
  setFromTo: (channel: string, from: string, to: string) => `LED ${channel} ${from} to ${to} %`,
} as const;
