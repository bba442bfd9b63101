import type { Page } from "@playwright/test";

/** What the leader would answer for ten units with a hundred thousand readings each; everything else is as it is. */
const UNITS = 10;
const POINTS = 100_000;
const STEP_S = 5;

/**
 * Lets the page believe in an experiment of ten units and a million readings, made in the page itself: sending them
 * would take longer than what is measured. Returns a window over half of them.
 */
export async function serveHeavyCharts(page: Page): Promise<string> {
  const { clock } = await (await page.request.get("/api/session")).json();
  const endS = Math.floor(clock.utc_s) - 60;
  const startS = endS - POINTS * STEP_S;
  await page.addInitScript(replaceAnswers, { units: UNITS, points: POINTS, stepS: STEP_S, startS });
  const middle = (startS + endS) / 2;
  const half = (endS - startS) / 4;
  return `${Math.round(middle - half)}~${Math.round(middle + half)}`;
}

/** Runs in the page before anything else. */
function replaceAnswers({ units, points, stepS, startS }: { units: number; points: number; stepS: number; startS: number }): void {
  const names = Array.from({ length: units }, (_, i) => `heavy${String(i + 1).padStart(2, "0")}`);
  let noise = 12_345;
  const random = (): number => (noise = (noise * 16_807) % 2_147_483_647) / 2_147_483_647;
  const lineOf = (name: string, i: number): object => {
    const t = Array.from({ length: points }, (_, k) => (startS + k * stepS) * 1000 + i * 130);
    const y = Array.from({ length: points }, (_, k) => Math.round((0.3 + 0.08 * i + 0.2 * Math.sin(k / (4000 + 300 * i)) + (random() - 0.5) * 0.02) * 1e4) / 1e4);
    return { name: `${name}-2`, unit: name, channel: "2", t, y, y_min: null, y_max: null, low: null, high: null };
  };
  let heavy = "";
  const asked = new Set<string>();
  const json = (body: string): Response => new Response(body, { headers: { "content-type": "application/json" } });
  const real = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const address = String(input instanceof Request ? input.url : input);
    if (/\/series\/od_readings\?/.test(address)) {
      // All data and the first window are answered; what is asked for while the window moves does not come.
      if (asked.size >= 2 || asked.has(address)) return new Promise<Response>(() => undefined);
      asked.add(address);
      return json((heavy ||= JSON.stringify({ resolution_s: 0, series: names.map(lineOf) })));
    }
    if (address.includes("/series/")) return json('{"resolution_s":0,"series":[]}');
    const reply = await real(input, init);
    if (!/\/api\/overview(\?|$)/.test(address)) return reply;
    const body = await reply.json();
    const rows = names.map((name, i) => ({ ...body.units[0], pioreactor_unit: name, label: null, color_slot: i + 1, alarms: [] }));
    return json(JSON.stringify({ ...body, experiment: { ...body.experiment, created_at: new Date(startS * 1000).toISOString() }, units: rows }));
  };
}

export interface PanTimes {
  /** Script of one step in time of the processor, ms: what else the computer does is not in it. */
  scriptMs: number;
  /** From one frame to the next while every frame moves the window, ms. */
  frameMs: number[];
}

/** Moves the window of a chart by a part of its length with every frame, there and back. */
export async function pan(page: Page, chart: string, steps: number): Promise<PanTimes> {
  const client = await page.context().newCDPSession(page);
  await client.send("Performance.enable", { timeDomain: "threadTicks" });
  const script = async (): Promise<number> => (await client.send("Performance.getMetrics")).metrics.find((one) => one.name === "ScriptDuration")?.value ?? Number.NaN;
  const before = await script();
  const frameMs = await page.evaluate(
    async ([name, count]) => {
      const over = document.querySelector(`[data-chart="${name}"] .u-over`);
      if (!over) throw new Error("no chart");
      const frame = (): Promise<number> => new Promise((then) => requestAnimationFrame(then));
      const times: number[] = [];
      let last = await frame();
      for (let k = 0; k < count; k++) {
        over.dispatchEvent(new WheelEvent("wheel", { deltaX: k % 8 < 4 ? 20 : -20, bubbles: true, cancelable: true }));
        const now = await frame();
        times.push(now - last);
        last = now;
      }
      return times;
    },
    [chart, steps] as const,
  );
  const scriptMs = (((await script()) - before) / steps) * 1000;
  await client.detach();
  return { scriptMs, frameMs };
}

/** The value that a share of all values does not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
