import { AxeBuilder } from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";

import { ensureCulture, open, someWorker } from "./cluster";

test.beforeEach(({ page, baseURL }) => ensureCulture(page, baseURL));
test.afterEach(async ({ page, baseURL }) => {
  await acknowledgeAll(page, baseURL);
  await ensureCulture(page, baseURL);
});

interface Overview {
  units: { pioreactor_unit: string; outputs: { used_for: string | null; pid: number | null }[] | null }[];
}
type Alarms = { alarms: Record<string, { code: string; state: string }[]> };

async function acknowledgeAll(page: Page, baseURL: string | undefined): Promise<void> {
  const { alarms } = (await (await page.request.get("/api/alarms")).json()) as Alarms;
  const headers = { origin: new URL(baseURL ?? "/").origin };
  for (const [unit, open] of Object.entries(alarms)) for (const { code, state } of open) if (state !== "acknowledged") await page.request.post(`/api/units/${unit}/alarms/${code}/acknowledge`, { headers, data: { by: "e2e" } });
}

/** Kills the process of the stirrer without warning, as a crash would; only where the cluster runs on this computer. */
async function crashStirrer(page: Page, unit: string): Promise<void> {
  const overview = (await (await page.request.get("/api/overview")).json()) as Overview;
  const pid = overview.units.find((one) => one.pioreactor_unit === unit)?.outputs?.find((output) => output.used_for === "stirring")?.pid;
  expect(pid, "the process that drives the stirrer").toBeTruthy();
  process.kill(pid as number, "SIGKILL");
}

const isHere = (baseURL: string | undefined): boolean => ["127.0.0.1", "localhost"].includes(new URL(baseURL ?? "http://127.0.0.1").hostname);

test("a crash becomes an alarm at the top of every page; somebody acknowledges it, and the history keeps it", async ({ page, baseURL }) => {
  test.skip(!isHere(baseURL), "The process can only be killed on this computer.");
  test.setTimeout(180_000);
  const unit = await someWorker(page);
  await acknowledgeAll(page, baseURL);
  await open(page);
  await crashStirrer(page, unit);
  const bar = page.locator("[data-alarm-bar]");
  await expect(bar).toBeVisible({ timeout: 30_000 });
  await expect(page.locator(".rail [data-alarm-count]").first()).toBeAttached();
  await expect(bar.getByRole("button", { name: /^Acknowledge/ })).toBeVisible();

  await page.keyboard.press("g");
  await page.keyboard.press("a");
  await expect(page).toHaveURL(/\/alarms/);
  const cut = page.locator(`[data-alarm="${unit}/output.cut"]`);
  await expect(cut).toBeVisible();
  await expect(cut.getByRole("heading", { level: 2 })).toContainText(/switched off/i);
  await expect(cut.locator(".do li").first()).not.toBeEmpty();
  await page.getByLabel("Your name").fill("mira");
  await cut.getByRole("button", { name: /^Acknowledge/ }).click();
  // A condition that is over disappears with its acknowledgement; one that goes on folds to a line with the name.
  await expect(async () => {
    const states = await cut.evaluateAll((cards) => cards.map((card) => card.getAttribute("data-alarm-state")));
    expect(states.every((state) => state === "acknowledged")).toBe(true);
  }).toPass({ timeout: 20_000 });

  for (let i = 0; i < 6 && (await bar.count()) > 0; i++) {
    const [code] = await bar.evaluateAll((bars) => bars.map((one) => one.getAttribute("data-alarm-bar")));
    if (!code) break;
    const own = page.locator(`[data-alarm-bar="${code}"]`);
    // It may have been acknowledged, or have ended, between looking and pressing.
    await own.getByRole("button", { name: /^Acknowledge/ }).click({ timeout: 5000 }).catch(() => undefined);
    await expect(own).toHaveCount(0, { timeout: 20_000 });
  }
  await expect(bar).toHaveCount(0);

  await page.getByRole("tab", { name: "History" }).click();
  await expect(page).toHaveURL(/tab=history/);
  const row = page.locator("[data-table=past-alarms] tbody tr", { hasText: /switched off/i }).first();
  await expect(async () => {
    await page.reload();
    await expect(row).toContainText(/Ended|Acknowledged/, { timeout: 3000 });
  }).toPass({ timeout: 30_000 });
});

test("alarms are told without the live link too, and can be acknowledged there", async ({ page, baseURL }) => {
  test.skip(!isHere(baseURL), "The process can only be killed on this computer.");
  test.setTimeout(180_000);
  const unit = await someWorker(page);
  await acknowledgeAll(page, baseURL);
  await crashStirrer(page, unit);
  await expect.poll(async () => ((await (await page.request.get("/api/alarms")).json()) as Alarms).alarms[unit]?.some((alarm) => alarm.state !== "acknowledged") ?? false, { timeout: 30_000 }).toBe(true);
  await page.routeWebSocket(/mqtt/, (socket) => void socket.close());
  await page.goto("/");
  await expect(page.locator('[data-banner="lost"]')).toBeVisible();
  const bar = page.locator("[data-alarm-bar]");
  await expect(bar).toBeVisible();
  const code = await bar.getAttribute("data-alarm-bar");
  await bar.getByRole("button", { name: /^Acknowledge/ }).click();
  await expect(page.locator(`[data-alarm-bar="${code}"]`)).toHaveCount(0, { timeout: 30_000 });
});

test("axe finds nothing on the alarms, open and past, light and dark; no width scrolls sideways", async ({ page, baseURL }) => {
  test.skip(!isHere(baseURL), "The process can only be killed on this computer.");
  test.setTimeout(180_000);
  const unit = await someWorker(page);
  await crashStirrer(page, unit);
  await open(page, "/alarms");
  await expect(page.locator("[data-alarm]").first()).toBeVisible({ timeout: 30_000 });
  const violations = async (): Promise<string[]> => {
    const found = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]).analyze();
    return found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 120)).join(" | ")}`);
  };
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    for (const path of ["/alarms", "/alarms?tab=history"]) {
      await open(page, path);
      await page.waitForTimeout(1000);
      expect(await violations(), `${path}, ${colorScheme}`).toEqual([]);
    }
  }
  for (const width of [820, 390, 320]) {
    await page.setViewportSize({ width, height: 844 });
    for (const path of ["/alarms", "/alarms?tab=history", `/units/${unit}`]) {
      await open(page, path);
      await page.waitForTimeout(500);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), `${path} at ${width}`).toBeLessThanOrEqual(0);
    }
  }
});
