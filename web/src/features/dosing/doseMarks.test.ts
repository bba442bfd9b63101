import { expect, it, vi } from "vitest";

vi.stubGlobal("document", { hidden: false });
vi.stubGlobal("requestAnimationFrame", (run: () => void) => setTimeout(run, 16));
vi.stubGlobal("location", { pathname: "/", search: "" });
vi.stubGlobal("addEventListener", () => undefined);
const { doseWords, groups } = await import("./doseMarks");

it("joins bookings that follow each other to one tick", () => {
  expect(groups([0, 500, 1000, 20_000], [0.1, 0.1, -0.05, 0.5])).toEqual([
    { t: 0, ml: expect.closeTo(0.15) },
    { t: 20_000, ml: 0.5 },
  ]);
});

it("says what was dosed, also by pumps of plugins", () => {
  expect(doseWords("remove_waste", 1.25)).toMatch(/^1\.3.mL waste out$/);
  expect(doseWords("add_salt", 0.5)).toMatch(/^0\.50.mL add salt$/);
});
