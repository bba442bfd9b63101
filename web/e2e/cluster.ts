import { expect, type Locator, type Page } from "@playwright/test";

/** Opens a page of the app and waits for the live link. */
export async function open(page: Page, path = "/"): Promise<void> {
  await page.goto(path);
  await expect(page.locator("[data-link]")).toHaveAttribute("data-link", "live");
}

/** Names of the units of the shown experiment, as the overview lists them. */
export async function units(page: Page): Promise<string[]> {
  await expect(page.locator("a.urow").first()).toBeVisible();
  return page.locator("a.urow").evaluateAll((rows) => rows.map((row) => row.getAttribute("data-unit") ?? ""));
}

/** A unit that is not the leader, so that a stopped job on it harms nothing else. */
export async function someWorker(page: Page): Promise<string> {
  await open(page);
  const names = await units(page);
  return names.find((name) => name.startsWith("worker")) ?? (names[0] as string);
}

export const job = (page: Page, name: string): Locator => page.locator(`[data-job="${name}"]`);

/** Points in a chart's lines, as the chart itself counts them. */
export const points = async (page: Page, chart: string): Promise<number> => Number(await page.locator(`[data-chart="${chart}"]`).getAttribute("data-points"));

/** Starts a job of the open unit page unless it runs, and waits until the unit says that it does. */
export async function ensureRunning(page: Page, name: string): Promise<void> {
  const row = job(page, name);
  await expect(row).toHaveAttribute("data-state", /./);
  if ((await row.getAttribute("data-state")) === "ready") return;
  await row.getByRole("button", { name: /^(Start|Resume)/ }).first().click();
  await expect(row).toHaveAttribute("data-state", "ready", { timeout: 40_000 });
}

export const sideways = (page: Page): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

const CULTURE = ["stirring", "od_reading", "growth_rate_calculating"];

interface Overview {
  experiment: { experiment: string } | null;
  units: { pioreactor_unit: string; jobs: Record<string, { state: string | null }> | null; vial: { current_volume_ml: number; efflux_tube_volume_ml: number } | null }[];
}

/** Every unit runs its three jobs, whatever was done to the cluster before; scenarios need no order among them. */
export async function ensureCulture(page: Page, baseURL: string | undefined): Promise<void> {
  const read = async (): Promise<Overview> => (await page.request.get("/api/overview")).json();
  const missing = (o: Overview): [string, string][] =>
    o.units.flatMap((u) => CULTURE.filter((name) => u.jobs?.[name]?.state !== "ready").map((name): [string, string] => [u.pioreactor_unit, name]));
  const headers = { origin: new URL(baseURL ?? "/").origin };
  for (const name of CULTURE) {
    const now = await read();
    const experiment = encodeURIComponent(now.experiment?.experiment ?? "");
    for (const [unit, job] of missing(now).filter(([, one]) => one === name)) {
      const isPaused = now.units.find((u) => u.pioreactor_unit === unit)?.jobs?.[job]?.state === "sleeping";
      const base = `/api/workers/${unit}/jobs`;
      if (isPaused) await page.request.patch(`${base}/update/job_name/${job}/experiments/${experiment}`, { headers, data: { settings: { $state: "ready" } } });
      else await page.request.post(`${base}/run/job_name/${job}/experiments/${experiment}`, { headers, data: {} });
    }
    await expect.poll(async () => missing(await read()).filter(([, one]) => one === name).length, { timeout: 45_000 }).toBe(0);
  }
}

/** Stops one job of a unit over HTTP and waits until the unit says that it does not run. */
export async function stopJob(page: Page, baseURL: string | undefined, unit: string, name: string): Promise<void> {
  const now = async (): Promise<Overview> => (await page.request.get("/api/overview")).json();
  const first = await now();
  const runs = (o: Overview): boolean => o.units.find((one) => one.pioreactor_unit === unit)?.jobs?.[name] !== undefined;
  if (!runs(first)) return;
  const experiment = encodeURIComponent(first.experiment?.experiment ?? "");
  await page.request.post(`/api/workers/${unit}/jobs/stop/job_name/${name}/experiments/${experiment}`, { headers: { origin: new URL(baseURL ?? "/").origin } });
  await expect.poll(async () => runs(await now()), { timeout: 40_000 }).toBe(false);
}

/** Nothing doses this unit by itself: the level is what the scenario makes of it. */
export const quietDosing = (page: Page, baseURL: string | undefined, unit: string): Promise<void> => stopJob(page, baseURL, unit, "dosing_automation");

/** Takes waste out of a vial down to the end of its tube, so that there is room for doses. */
export async function drain(page: Page, baseURL: string | undefined, unit: string): Promise<void> {
  const read = async (): Promise<{ experiment: string; ml: number; efflux: number; isPumping: boolean }> => {
    const o = (await (await page.request.get("/api/overview")).json()) as Overview;
    const row = o.units.find((one) => one.pioreactor_unit === unit);
    return { experiment: o.experiment?.experiment ?? "", ml: row?.vial?.current_volume_ml ?? 0, efflux: row?.vial?.efflux_tube_volume_ml ?? 0, isPumping: row?.jobs?.remove_waste !== undefined };
  };
  const first = await read();
  if (first.ml <= first.efflux + 0.2) return;
  await page.request.post(`/api/workers/${unit}/jobs/run/job_name/remove_waste/experiments/${encodeURIComponent(first.experiment)}`, { headers: { origin: new URL(baseURL ?? "/").origin }, data: { options: { ml: 4 } } });
  await expect.poll(async () => (await read()).ml, { timeout: 60_000 }).toBeLessThanOrEqual(first.efflux + 0.2);
  await expect.poll(async () => (await read()).isPumping, { timeout: 60_000 }).toBe(false);
}
