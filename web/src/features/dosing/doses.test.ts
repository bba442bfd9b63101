import { expect, it, vi } from "vitest";

vi.stubGlobal("document", { hidden: false });
vi.stubGlobal("requestAnimationFrame", (run: () => void) => setTimeout(run, 16));
const { fold, lastDoseOf, pumpingNow } = await import("./doses");
const { store } = await import("../../live");

const booked = (second: number, volume_change: number, event = "add_media", source_of_event: string | null = "UI") => ({
  volume_change,
  event,
  source_of_event,
  timestamp: new Date(1_800_000_000_000 + second * 1000).toISOString(),
});
const all = (...events: ReturnType<typeof booked>[]) => events.reduce((doses, event) => fold(doses, "w", "E", event), [] as ReturnType<typeof fold>);

it("joins the half seconds of one pump into one dose, with its correction at the end", () => {
  const [dose, ...others] = all(booked(0, 0.05), booked(0.5, 0.05), booked(1, -0.02));
  expect(others).toEqual([]);
  expect(dose?.volumeMl).toBeCloseTo(0.08);
  expect((dose?.endMs ?? 0) - (dose?.startMs ?? 0)).toBe(1000);
});

it("joins a correction that comes late, and takes none for a dose", () => {
  const doses = all(booked(0, 0.5), booked(20, -0.004));
  expect(doses).toHaveLength(1);
  expect(doses[0]?.volumeMl).toBeCloseTo(0.496);
  expect(lastDoseOf(all(booked(0, 0.5), booked(200, 0.002)), "w", "E")?.volumeMl).toBe(0.5);
});

it("keeps doses of other pumps, of other sources and after a pause apart", () => {
  expect(all(booked(0, 1), booked(0.5, 1, "remove_waste"), booked(1, 1, "add_media", "CLI"), booked(20, 1))).toHaveLength(4);
});

it("leaves out what is no booking", () => {
  expect(all({ ...booked(0, 1), timestamp: "soon" })).toEqual([]);
});

it("knows the last inflow of a unit, not the waste after it", () => {
  const doses = all(booked(0, 0.5), booked(9, 0.6, "remove_waste"));
  expect(lastDoseOf(doses, "w", "E")?.volumeMl).toBe(0.5);
  expect(lastDoseOf(doses, "other", "E")).toBeNull();
});

it("shows a pump for a moment after each booking", () => {
  store.put("pioreactor/w/E/dosing_events", JSON.stringify(booked(0, 0.1, "add_alt_media")), false);
  expect(pumpingNow("w")).toBe("alt_media");
  expect(pumpingNow("w", performance.now() + 5000)).toBeNull();
});
