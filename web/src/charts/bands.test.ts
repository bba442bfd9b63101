import { expect, it, vi } from "vitest";

vi.stubGlobal("document", { hidden: false });
vi.stubGlobal("requestAnimationFrame", (run: () => void) => setTimeout(run, 16));
const { bandOf } = await import("./bands");

const row = (name: string, jobs: Record<string, Record<string, string>>) =>
  ({ pioreactor_unit: name, jobs: Object.fromEntries(Object.entries(jobs).map(([job, settings]) => [job, { state: "ready", settings }])), latest: {} }) as unknown as Parameters<typeof bandOf>[1][number];
const warm = (name: string, target: string) => row(name, { temperature_automation: { target_temperature: target } });
const turbidostat = (signal: string, event = "") => row("w", { dosing_automation: { target_biomass: "1.2", biomass_signal: signal, latest_event: event } });

it("is the target of the thermostat, where all units have the same", () => {
  expect(bandOf("temperature_readings", [warm("a", "37.0"), warm("b", "37.0"), row("c", {})], "E")).toEqual({ low: 36.7, high: 37.3 });
  expect(bandOf("temperature_readings", [warm("a", "37.0"), warm("b", "30.0")], "E")).toBeNull();
});

it("stands in the chart of the signal that the turbidostat looks at", () => {
  const band = bandOf("od_readings", [turbidostat("od")], "E");
  expect(band?.low).toBeCloseTo(1.14);
  expect(band?.high).toBeCloseTo(1.26);
  expect(bandOf("od_readings", [turbidostat("normalized_od")], "E")).toBeNull();
  expect(bandOf("od_readings_filtered", [turbidostat("auto", '{"event_name":"NoEvent","data":{"resolved_biomass_signal":"normalized_od"}}')], "E")).not.toBeNull();
  expect(bandOf("od_readings", [turbidostat("auto")], "E")).toBeNull();
});
