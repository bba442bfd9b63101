import { describe, expect, it } from "vitest";

import { momentText, parseClock, parseElapsed, parseMoment } from "./moments";
import { parseSelection, selectionText } from "./selection";

describe("elapsed times", () => {
  it("are hours and minutes in the ways people write them", () => {
    expect(["12:30", "12:30 h", "12 h 30 min", "12h30m", "750 min", "12.5", "12,5 h"].map(parseElapsed)).toEqual(Array.from({ length: 7 }, () => 45_000));
    expect(parseElapsed("2 d 3 h")).toBe(183_600);
    expect(parseElapsed("-1:30")).toBe(-5400);
    expect(parseElapsed("0:00:30")).toBe(30);
  });

  it("are nothing else", () => {
    expect(["", "soon", "12 h soon", "12:75", "1 2"].map(parseElapsed)).toEqual([null, null, null, null, null]);
  });
});

describe("clock times", () => {
  const now = new Date(2026, 10, 21, 14, 0).getTime() / 1000;
  const at = (...parts: [number, number, number, number, number]): number => new Date(...parts).getTime() / 1000;

  it("are of today, or of yesterday where today's are yet to come", () => {
    expect(parseClock("13:59", now)).toBe(at(2026, 10, 21, 13, 59));
    expect(parseClock("14:01", now)).toBe(at(2026, 10, 20, 14, 1));
  });

  it("may have a day", () => {
    expect(parseClock("2026-11-19 09:30", now)).toBe(at(2026, 10, 19, 9, 30));
    expect(parseClock("2026-11-19", now)).toBe(at(2026, 10, 19, 0, 0));
    expect(["2026-02-31 10:00", "25:00", "9", ""].map((one) => parseClock(one, now))).toEqual([null, null, null, null]);
  });

  it("are read in the scale of the charts, and written so that they can be read again", () => {
    const start = now - 50 * 3600;
    expect(parseMoment("now", "clock", start, now)).toBe(now);
    expect(parseMoment("10:00", "elapsed", start, now)).toBe(start + 36_000);
    for (const scale of ["elapsed", "clock"] as const) expect(parseMoment(momentText(now - 7200, scale, start), scale, start, now)).toBe(now - 7200);
  });
});

describe("a selection in the address", () => {
  it("comes back as it was, in order", () => {
    expect(parseSelection(selectionText("od", 4000.4, 1000.2))).toEqual({ chart: "od", a: 1000, b: 4000 });
    expect(parseSelection(selectionText("compare", -30, 40))).toEqual({ chart: "compare", a: -30, b: 40 });
  });

  it("is none where it is too short or not one", () => {
    expect(selectionText("od", 1000, 1001)).toBe("");
    expect(["", "od", "od:5~1", "od:1~x"].map(parseSelection)).toEqual([null, null, null, null]);
  });
});
