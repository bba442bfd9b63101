import { AxeBuilder } from "@axe-core/playwright";
import { expect, test, type Locator, type Page } from "@playwright/test";

import { ensureCulture, job, open, someWorker, stopJob } from "./cluster";

test.beforeEach(({ page, baseURL }) => ensureCulture(page, baseURL));

/** The page of a worker on which an automation job does not run. */
async function unitWithout(page: Page, baseURL: string | undefined, family: string): Promise<{ unit: string; row: Locator }> {
  const unit = await someWorker(page);
  await stopJob(page, baseURL, unit, family);
  await open(page, `/units/${unit}`);
  const row = job(page, family);
  await expect(row).not.toHaveAttribute("data-state", "ready");
  return { unit, row };
}

const sheetOf = (page: Page): Locator => page.getByRole("dialog");

test("a thermostat starts with its target, shows liquid and heater, takes a new target, pauses and stops", async ({ page, baseURL }) => {
  test.setTimeout(180_000);
  const { row } = await unitWithout(page, baseURL, "temperature_automation");
  await row.getByRole("button", { name: "Start temperature" }).click();
  const sheet = sheetOf(page);
  await sheet.locator('[data-automation="thermostat"]').click();
  await sheet.getByLabel("Target temperature").fill("90");
  await sheet.getByRole("button", { name: "Start thermostat" }).click();
  await expect(sheet.getByRole("alert")).toContainText(/At most \d+ °C/);
  await sheet.getByLabel("Target temperature").fill("31");
  await expect(sheet).toContainText("Brings the liquid to 31.0 °C");
  await sheet.getByRole("button", { name: "Start thermostat" }).click();
  await expect(sheet).toBeHidden();
  await expect(row.locator('[data-phase="done"]')).toContainText("Temperature started, confirmed by the unit", { timeout: 60_000 });
  await expect(row).toHaveAttribute("data-state", "ready");
  await expect(row.locator(".chip")).toHaveText("Thermostat");
  await expect(row.locator(".sp")).toContainText("31");
  await expect(row).toContainText(/Liquid\d+\.\d/, { timeout: 60_000 });
  await expect(page.locator("svg.vial")).toHaveAttribute("aria-label", /liquid \d+\.\d degrees/, { timeout: 60_000 });
  await row.locator(".sp").click();
  await page.keyboard.type("32,5");
  await page.keyboard.press("Enter");
  await expect(row.locator('[data-phase="done"]')).toContainText(/Target temperature 31 to 32\.5/);
  await expect(row.locator(".sp")).toContainText("32.5");
  await row.getByRole("button", { name: "Pause temperature" }).click();
  await expect(row).toHaveAttribute("data-state", "sleeping", { timeout: 40_000 });
  await row.getByRole("button", { name: "Resume temperature" }).click();
  await expect(row).toHaveAttribute("data-state", "ready", { timeout: 40_000 });
  await row.getByRole("button", { name: "Stop temperature" }).click();
  await expect(row).toHaveAttribute("data-state", "disconnected", { timeout: 40_000 });
  await expect(row).toContainText("The heater is off");
});

test("a turbidostat starts what it needs, says why it does nothing, and is changed to a chemostat", async ({ page, baseURL }) => {
  test.setTimeout(240_000);
  const { unit, row } = await unitWithout(page, baseURL, "dosing_automation");
  await stopJob(page, baseURL, unit, "stirring");
  await expect(job(page, "stirring")).not.toHaveAttribute("data-state", "ready", { timeout: 30_000 });
  await row.getByRole("button", { name: "Start dosing" }).click();
  const sheet = sheetOf(page);
  await sheet.locator('[data-automation="turbidostat"]').click();
  await sheet.getByRole("button", { name: "Start turbidostat" }).click();
  await expect(sheet.getByRole("alert")).toContainText("Give a value for “Target biomass”.");
  await sheet.getByLabel("Target biomass").fill("5000");
  await expect(sheet.getByLabel("Start stirring too")).toBeChecked();
  await sheet.getByRole("button", { name: "Start turbidostat" }).click();
  await expect(job(page, "stirring")).toHaveAttribute("data-state", "ready", { timeout: 60_000 });
  await expect(row).toHaveAttribute("data-state", /ready|sleeping/, { timeout: 60_000 });
  // Where earlier doses have left an alarm open, the guard of the volume holds it, and the row says so.
  if ((await row.getAttribute("data-state")) === "sleeping") await expect(row.locator("[data-held-by]")).toBeVisible();
  else {
    await expect(row.locator(".chip")).toHaveText("Turbidostat");
    await expect(row.locator('[data-event="NoEvent"]')).toContainText(/Did nothing: ./, { timeout: 60_000 });
  }

  await row.getByRole("button", { name: "Change dosing" }).click();
  await expect(sheet).toContainText("Turbidostat runs now. It is stopped before the new one starts.");
  await sheet.locator('[data-automation="chemostat"]').click();
  await sheet.getByLabel("Time between exchanges").fill("30");
  await sheet.getByLabel("Volume exchanged").fill("0.2");
  await expect(sheet).toContainText(/Exchanges 0\.20.mL every 30 min/);
  await sheet.getByRole("button", { name: "Change to chemostat" }).click();
  await expect(row.getByText("Time between exchanges")).toBeVisible({ timeout: 60_000 });
  await expect(row.locator(".sp").first()).toContainText("30");
  await stopJob(page, baseURL, unit, "dosing_automation");
});

test("a lamp is set in place and confirmed by the unit; the lamp of the OD reading is not for setting", async ({ page, baseURL }) => {
  test.setTimeout(180_000);
  const unit = await someWorker(page);
  await open(page, `/units/${unit}`);
  const card = job(page, "leds");
  await expect(card.getByRole("button", { name: /^Change LED A/ })).toHaveAttribute("aria-disabled", "true");
  // At sixty times real time the readings hold the lamps nearly all the time; the command waits for nobody.
  await stopJob(page, baseURL, unit, "od_reading");
  await open(page, `/units/${unit}`);
  // A lamp that something else has left on is put out first.
  const off = card.getByRole("button", { name: "LEDs off" });
  await page.waitForTimeout(2500);
  if (await off.isVisible()) await off.click();
  await expect(card).toHaveAttribute("data-state", "off", { timeout: 40_000 });
  await card.getByRole("button", { name: /^Change LED C/ }).click();
  await page.keyboard.type("120");
  await expect(card.getByRole("alert")).toHaveText("At most 100 %.");
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type("7");
  await page.keyboard.press("Enter");
  await expect(card.locator('[data-phase="done"]')).toContainText(/LED C 0 to 7\.0 %, confirmed by the unit/, { timeout: 40_000 });
  await expect(card).toHaveAttribute("data-state", "on");
  await expect(page.locator("svg.vial")).toContainText("7.0");
  await off.click();
  await expect(card.locator('[data-phase="done"]')).toContainText(/LED C 7\.0 to 0 %, confirmed by the unit/, { timeout: 40_000 });
  await expect(card).toHaveAttribute("data-state", "off", { timeout: 40_000 });
});

test("axe finds nothing in the sheets of the three families", async ({ page, baseURL }) => {
  test.setTimeout(180_000);
  const unit = await someWorker(page);
  for (const [family, word] of [["temperature_automation", "temperature"], ["dosing_automation", "dosing"], ["led_automation", "light"]] as const) {
    await stopJob(page, baseURL, unit, family);
    await open(page, `/units/${unit}`);
    await job(page, family).getByRole("button", { name: `Start ${word}` }).click();
    await expect(sheetOf(page).getByRole("radio").first()).toBeVisible();
    const found = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]).analyze();
    expect(found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 120)).join(" | ")}`), family).toEqual([]);
    await page.keyboard.press("Escape");
  }
});
