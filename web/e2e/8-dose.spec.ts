import { AxeBuilder } from "@axe-core/playwright";
import { expect, test, type Locator, type Page } from "@playwright/test";

import { drain, ensureCulture, open, quietDosing, someWorker } from "./cluster";

test.beforeEach(async ({ page, baseURL }) => {
  await ensureCulture(page, baseURL);
});

/** Opens the dose panel of a worker that nothing else doses. */
async function openPanel(page: Page, baseURL: string | undefined): Promise<{ unit: string; panel: Locator }> {
  const unit = await someWorker(page);
  await quietDosing(page, baseURL, unit);
  await drain(page, baseURL, unit);
  await open(page, `/units/${unit}`);
  await page.locator("[data-dose-open]").click();
  const panel = page.getByRole("dialog");
  await expect(panel.getByRole("button", { name: /^Dose 1\.0.mL$/ })).not.toHaveAttribute("aria-disabled", "true");
  return { unit, panel };
}

const amount = (panel: Locator): Locator => panel.getByLabel("Volume", { exact: true });
const ml = (words: string | null, pattern: RegExp): number => Number(pattern.exec(words ?? "")?.[1] ?? Number.NaN);

test("what will be true afterwards stands there before anything moves; then exactly that is dosed and confirmed", async ({ page, baseURL }) => {
  test.setTimeout(180_000);
  const { panel } = await openPanel(page, baseURL);
  // The focus is on the amount, not on a button that pumps.
  await expect(amount(panel)).toBeFocused();
  await amount(panel).fill("500 ul");
  await expect(panel).toContainText(/Understood as 0\.50.mL/);
  const go = panel.getByRole("button", { name: /^Dose 0\.50.mL$/ });
  await expect(go).not.toHaveAttribute("aria-disabled", "true");
  const foot = await panel.locator(".hr-foot").textContent();
  const [now, after] = [ml(foot, /now ([\d.]+)/), ml(foot, /after ([\d.]+)/)];
  expect(after - now).toBeCloseTo(0.5, 1);
  await expect(panel.locator("svg.vial")).toHaveAttribute("aria-label", /of at most 18 millilitres/);
  await go.click();
  await expect(panel.locator('[data-dose="done"]')).toBeVisible({ timeout: 60_000 });
  await expect(panel.getByRole("status")).toContainText(/Dosed 0\.(4[5-9]|5[0-5]).mL media in \d.*The pump is off, confirmed by the unit/);
  await expect.poll(async () => ml(await panel.locator(".hr-foot").textContent(), /now ([\d.]+)/)).toBeCloseTo(after, 1);
  // And out again, as far as the waste tube reaches.
  await panel.getByRole("button", { name: "Dose again" }).click();
  await panel.getByRole("button", { name: "Waste out" }).click();
  await amount(panel).fill("0.4");
  await panel.getByRole("button", { name: /^Take 0\.40.mL out$/ }).click();
  await expect(panel.getByRole("status")).toContainText(/Took 0\.[345]\d.mL of waste out/, { timeout: 60_000 });
  await panel.getByRole("button", { name: "Close" }).click();
  await expect(page.locator("[data-dose-open]")).toBeFocused();
  await expect(page.locator("[data-job=dosing_automation], [data-book]").first()).toBeVisible();
});

test("too much is refused with numbers and remedies, and the remedy is a button", async ({ page, baseURL }) => {
  const { panel } = await openPanel(page, baseURL);
  await amount(panel).fill("9");
  const refusal = panel.locator('[data-refusal="too_much"]');
  await expect(refusal).toContainText(/9\.0.mL does not fit: the vial would hold \d+\.\d.mL, the limit is 18\.0.mL\./);
  await expect(panel.locator("[data-headroom]")).toHaveAttribute("data-headroom", "over");
  await expect(amount(panel)).toHaveAttribute("aria-invalid", "true");
  const go = panel.getByRole("button", { name: /^Dose 9\.0.mL$/ });
  await expect(go).toHaveAttribute("aria-disabled", "true");
  await go.click({ force: true });
  await page.keyboard.press("Enter");
  await expect(panel.locator('[data-dose="ask"]')).toBeVisible();
  await expect(panel).toContainText("Nothing has been dosed.");
  const fits = refusal.getByRole("button", { name: /^Set to/ });
  await fits.click();
  await expect(refusal).toBeHidden();
  await expect(panel.locator("[data-headroom]")).toHaveAttribute("data-headroom", "fits");
  await amount(panel).fill("a lot");
  await expect(panel.getByRole("alert")).toContainText("Type a volume above 0");
});

test("a pump that runs can be stopped, also after the panel was closed, and what has moved is told", async ({ page, baseURL }) => {
  test.setTimeout(240_000);
  // At sixty times real time the limit ends the pump within a second of ours. Where it was quicker than the Escape key, the
  // panel had told the end already and was not closed on a running pump: then once more.
  await expect(async () => {
    const { panel } = await openPanel(page, baseURL);
    await panel.getByRole("button", { name: "Until stop" }).click();
    await expect(panel).toContainText(/The limit stops it after/);
    await panel.getByRole("button", { name: "Dose until stopped" }).click();
    const stop = panel.getByRole("button", { name: /Stop the pump|Stopping the pump/ });
    await expect(stop).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(panel).toBeHidden();
    await page.locator("[data-dose-open]").click();
    if (await stop.isVisible()) await stop.click();
    await expect(panel.locator('[data-dose="interrupted"], [data-dose="done"]')).toBeVisible({ timeout: 20_000 });
    await expect(panel.getByRole("alert").or(panel.getByRole("status")).first()).toContainText(/Stopped after [\d.]+.mL|Dosed [\d.]+.mL/);
  }).toPass({ timeout: 200_000 });
});

test("the unit has the last word: a dose that does not fit any more is refused by it and nothing moves", async ({ page, baseURL }) => {
  const { unit, panel } = await openPanel(page, baseURL);
  await amount(panel).fill("0.2");
  await expect(panel.getByRole("button", { name: /^Dose 0\.20.mL$/ })).not.toHaveAttribute("aria-disabled", "true");
  // The level has changed since: the request that reaches the real unit asks for more than fits.
  await page.route("**/jobs/run/job_name/add_media/**", async (route) => {
    const body = route.request().postDataJSON() as { options: Record<string, unknown> };
    await route.continue({ postData: JSON.stringify({ ...body, options: { ...body.options, ml: 5 } }) });
  });
  await panel.getByRole("button", { name: /^Dose 0\.20.mL$/ }).click();
  await expect(panel.locator('[data-dose="refused"]')).toBeVisible({ timeout: 40_000 });
  await expect(panel.getByRole("alert")).toContainText(`${unit} refused`);
  await expect(panel.getByRole("alert")).toContainText(/does not fit|limit|full/i);
  await expect(panel).toContainText("the pump never switched on");
});

test("axe finds nothing in the panel, in both themes, and no width scrolls sideways", async ({ page, baseURL }) => {
  const { panel } = await openPanel(page, baseURL);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await amount(panel).fill(colorScheme === "light" ? "1" : "9");
    await page.waitForTimeout(600);
    const found = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]).analyze();
    expect(found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 120)).join(" | ")}`)).toEqual([]);
  }
  for (const width of [390, 320]) {
    await page.setViewportSize({ width, height: 844 });
    await expect(panel).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  }
});
