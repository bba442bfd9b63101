import { expect, it, vi } from "vitest";

vi.stubGlobal("document", { hidden: false });
vi.stubGlobal("requestAnimationFrame", (run: () => void) => setTimeout(run, 16));
vi.stubGlobal("location", { pathname: "/", search: "" });
const { holdMs, lampsOf, steady } = await import("./lamps");

it("reads the brightness of each channel and what is connected to it", () => {
  const lamps = lampsOf('{"A":70,"B":0.5}', { A: "IR", C: " grow light " });
  expect(lamps?.map((lamp) => [lamp.channel, lamp.percent, lamp.role, lamp.isIr])).toEqual([
    ["A", 70, "IR", true],
    ["B", 0.5, null, false],
    ["C", 0, "grow light", false],
    ["D", 0, null, false],
  ]);
});

it("says nothing where the unit has said nothing", () => {
  expect(lampsOf(undefined, {})).toBeNull();
});

it("does not call a lamp dark that a reading puts out for a moment", () => {
  const hold = holdMs(1);
  expect(steady(0, { percent: 7, at: 1000 }, 3000, hold)).toBe(7);
  expect(steady(0, { percent: 7, at: 1000 }, 1000 + hold, hold)).toBe(0);
  expect(steady(3, { percent: 7, at: 1000 }, 1100, hold)).toBe(3);
  expect(steady(0, undefined, 1100, hold)).toBe(0);
});
