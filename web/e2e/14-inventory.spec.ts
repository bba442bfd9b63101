import { expect, test, type Locator, type Page } from "@playwright/test";

import { violations } from "./axe";
import { ensureCulture, open, sideways } from "./cluster";

const row = (page: Page, unit: string): Locator => page.locator(`[data-inventory="${unit}"]`);

/** Opens the menu of a unit and picks an action. */
async function pick(page: Page, unit: string, action: string | RegExp): Promise<void> {
  await row(page, unit).getByRole("button", { name: `${unit}: actions` }).click();
  await page.getByRole("menuitem", { name: action }).click();
}

interface Worker {
  pioreactor_unit: string;
  is_active: number;
  model_version: string | null;
}
const worker = async (page: Page, unit: string): Promise<Worker | undefined> => ((await (await page.request.get("/api/workers")).json()) as Worker[]).find((one) => one.pioreactor_unit === unit);
const experimentOf = async (page: Page, unit: string): Promise<string | null> =>
  ((await (await page.request.get("/api/workers/assignments")).json()) as { pioreactor_unit: string; experiment: string | null }[]).find((one) => one.pioreactor_unit === unit)?.experiment ?? null;

// Scenarios take worker02 apart; what they leave is put together again.
test.afterEach(async ({ page, baseURL }) => {
  const headers = { origin: new URL(baseURL ?? "/").origin };
  await page.request.put("/api/workers", { headers, data: { pioreactor_unit: "worker02", model_name: "pioreactor_20ml", model_version: "1.5" } });
  const first = ((await (await page.request.get("/api/workers/assignments")).json()) as { experiment: string | null }[]).find((one) => one.experiment)?.experiment;
  await page.request.put(`/api/experiments/${encodeURIComponent(first ?? "")}/workers`, { headers, data: { pioreactor_unit: "worker02" } });
  await ensureCulture(page, baseURL);
});

test("every unit stands there with presence, model, release, clock and disk, sorted by any column", async ({ page }) => {
  await open(page, "/inventory");
  await expect(page.locator("[data-inventory]")).toHaveCount(3);
  for (const unit of ["leader01", "worker01", "worker02"]) {
    await expect(row(page, unit).locator("[data-presence]")).toHaveAttribute("data-presence", "online");
    await expect(row(page, unit)).toContainText("Pioreactor 20ml, v1.5");
    await expect(row(page, unit)).toContainText("Demo culture");
    await expect(row(page, unit).locator("[data-column=disk]")).toContainText("GB");
    await expect(row(page, unit).locator("[data-column=clock]")).toHaveText("in step");
    await expect(row(page, unit)).toHaveAttribute("data-version", /\d/);
  }
  const names = (): Promise<(string | null)[]> => page.locator("[data-inventory]").evaluateAll((rows) => rows.map((one) => one.getAttribute("data-inventory")));
  await page.getByRole("button", { name: "Unit", exact: true }).click();
  await expect.poll(names).toEqual(["worker02", "worker01", "leader01"]);
  await expect(page).toHaveURL(/sort=-unit/);
  await page.reload();
  await expect.poll(names).toEqual(["worker02", "worker01", "leader01"]);
});

test("a unit is told to flash, gets another model, leaves its experiment and comes back; each says what became of it", async ({ page }) => {
  test.setTimeout(180_000);
  await open(page, "/inventory");
  await pick(page, "worker02", "Identify");
  await expect(row(page, "worker02").locator("[data-phase=done]")).toContainText("asked to flash the LED");

  await pick(page, "worker02", "Choose the model");
  const models = page.getByRole("dialog", { name: "Model of worker02" });
  await models.getByLabel("Model").selectOption({ value: "pioreactor_20ml|1.1" });
  await expect(models).toContainText("The vial holds");
  await models.getByRole("button", { name: "Set the model" }).click();
  await expect(row(page, "worker02").locator("[data-phase=done]")).toContainText(/worker02 is a .*1\.1.*noted by the leader/);
  expect((await worker(page, "worker02"))?.model_version).toBe("1.1");

  const before = (await experimentOf(page, "worker02")) ?? "";
  await pick(page, "worker02", `Take out of ${before}`);
  const question = page.getByRole("dialog", { name: `Take worker02 out of ${before}?` });
  await expect(question.getByRole("button", { name: "Cancel" })).toBeFocused();
  await question.getByRole("button", { name: "Take worker02 out" }).click();
  await expect(row(page, "worker02").locator("[data-phase=done]")).toContainText("works for nothing", { timeout: 40_000 });
  await expect(row(page, "worker02").locator("[data-column=experiment]")).toHaveText("nothing");
  await expect(row(page, "worker02").getByRole("button", { name: "worker02: actions" })).toBeFocused();

  await pick(page, "worker02", "Assign to an experiment");
  const assign = page.getByRole("dialog", { name: "Assign worker02" });
  await assign.getByLabel("Experiment").selectOption(before);
  await assign.getByRole("button", { name: "Assign worker02" }).click();
  await expect(row(page, "worker02").locator("[data-phase=done]")).toContainText(`works for ${before}`, { timeout: 40_000 });
  expect(await experimentOf(page, "worker02")).toBe(before);
});

test("the hardware of a unit is compared with its model, and a unit is repaired; the row says what was found", async ({ page }) => {
  test.setTimeout(180_000);
  await open(page, "/inventory");
  await pick(page, "worker02", "Check the hardware");
  await expect(row(page, "worker02").locator("[data-phase=done]")).toContainText("Everything that the model of worker02 needs is there", { timeout: 30_000 });
  const headers = { origin: new URL(page.url()).origin };
  await page.request.put("/api/workers/worker02/model", { headers, data: { model_name: "pioreactor_20ml_XR", model_version: "1.5" } });
  await pick(page, "worker02", "Check the hardware");
  const wrong = row(page, "worker02").locator("[data-phase=refused]");
  await expect(wrong).toContainText("The hardware of worker02 does not fit its model. ADS1114 at", { timeout: 30_000 });
  await expect(wrong).toContainText("Check the photodiode's cable");
  await wrong.getByRole("button", { name: "Dismiss" }).click();
  await page.request.put("/api/workers/worker02/model", { headers, data: { model_name: "pioreactor_20ml", model_version: "1.5" } });
  await pick(page, "worker02", "Repair files and services");
  await expect(row(page, "worker02").locator("[data-phase=done]")).toContainText(/worker02 is (repaired|in order)/, { timeout: 120_000 });
});

test("a unit is switched off and on again", async ({ page }) => {
  test.setTimeout(180_000);
  await open(page, "/inventory");
  await pick(page, "worker02", "Deactivate");
  await page.getByRole("dialog", { name: "Deactivate worker02?" }).getByRole("button", { name: "Deactivate worker02" }).click();
  await expect(row(page, "worker02").locator("[data-presence]")).toHaveAttribute("data-presence", "inactive");
  expect((await worker(page, "worker02"))?.is_active).toBe(0);
  await pick(page, "worker02", "Activate");
  await expect(row(page, "worker02").locator("[data-presence]")).toHaveAttribute("data-presence", "online");

});

test("a unit of a cluster that no roles have set up is removed at once; that asks first", async ({ page }) => {
  test.setTimeout(180_000);
  const { why_not } = (await (await page.request.get("/api/joining")).json()) as { why_not: string | null };
  test.skip(why_not === null, "Here units leave in stages.");
  await open(page, "/inventory");
  await expect(page.getByRole("button", { name: "Add a unit" })).toHaveAccessibleDescription(why_not ?? "");
  await pick(page, "worker02", "Remove from the cluster");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  expect(await worker(page, "worker02")).toBeDefined();
  await pick(page, "worker02", "Remove from the cluster");
  await page.getByRole("dialog", { name: "Remove worker02 from the cluster?" }).getByRole("button", { name: "Remove worker02" }).click();
  await expect(row(page, "worker02")).toHaveCount(0);
  await expect(page.locator("main [data-phase=done]")).toContainText("worker02 was removed");
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  expect(await worker(page, "worker02")).toBeUndefined();
});

test("what switches a unit off asks first, and the row says why it was not done", async ({ page }) => {
  await open(page, "/inventory");
  await pick(page, "worker02", "Shut down");
  const question = page.getByRole("dialog", { name: "Shut worker02 down?" });
  await expect(question).toContainText("stays off until somebody switches its power on");
  await page.keyboard.press("Escape");
  await pick(page, "worker02", "Restart");
  await page.getByRole("dialog", { name: "Restart worker02?" }).getByRole("button", { name: "Restart worker02" }).click();
  // The computers under a simulated cluster listen to no request of a unit.
  await expect(row(page, "worker02").locator("[data-phase=refused]")).toContainText("worker02 was not asked: nothing was done.");
});

test("clocks stand beside the leader's; where nobody sets them on request, that is said", async ({ page }) => {
  test.setTimeout(180_000);
  await open(page, "/inventory");
  await page.getByRole("button", { name: "Clocks" }).click();
  const clocks = page.getByRole("dialog", { name: "Clocks of the cluster" });
  await expect(clocks.locator("[data-clock]")).toHaveCount(4);
  await expect(clocks.locator('[data-clock="leader01"]')).toContainText("the measure");
  await expect(clocks.locator('[data-clock="worker01"]')).toContainText("in step");
  await expect(clocks.locator('[data-clock="here"] td').first()).toHaveText(/^\d\d:\d\d:\d\d$/);
  expect(await violations(page)).toEqual([]);
  // The computers under a simulated cluster listen to no request of a unit.
  await clocks.getByRole("button", { name: "Set to this computer's time" }).click();
  await expect(clocks.getByRole("alert")).toContainText("Nothing on this computer sets its clock on request", { timeout: 40_000 });
  await clocks.getByRole("button", { name: "Step the workers to the leader" }).click();
  await expect(clocks.locator('[data-clock="worker01"]')).toContainText("Nothing on this computer sets its clock", { timeout: 40_000 });
  for (const width of [390, 320]) {
    await page.setViewportSize({ width, height: 844 });
    expect(await sideways(page), `at ${width}`).toBeLessThanOrEqual(0);
  }
  await page.keyboard.press("Escape");
  await expect(clocks).toHaveCount(0);
});

test("the menu is used by keyboard, gives the focus back, and is nowhere cut off", async ({ page }) => {
  await page.setViewportSize({ width: 1100, height: 460 });
  await open(page, "/inventory");
  const opener = row(page, "worker02").getByRole("button", { name: "worker02: actions" });
  await opener.focus();
  await page.keyboard.press("Enter");
  const menu = page.getByRole("menu", { name: "worker02: actions" });
  await expect(menu.getByRole("menuitem").first()).toBeFocused();
  const box = await menu.boundingBox();
  expect(box?.y).toBeGreaterThanOrEqual(0);
  expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(460);
  await page.keyboard.press("ArrowDown");
  await expect(menu.getByRole("menuitem").nth(1)).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(menu).toHaveCount(0);
  await expect(opener).toBeFocused();
});

test("the inventory reads well everywhere", async ({ page }) => {
  test.setTimeout(180_000);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await open(page, "/inventory");
    await expect(row(page, "worker02").locator("[data-column=disk]")).toContainText("GB");
    expect(await violations(page), colorScheme).toEqual([]);
    await row(page, "worker02").getByRole("button", { name: "worker02: actions" }).click();
    expect(await violations(page), `menu, ${colorScheme}`).toEqual([]);
    await page.keyboard.press("Escape");
  }
  for (const width of [820, 390, 320]) {
    await page.setViewportSize({ width, height: 844 });
    await open(page, "/inventory");
    await expect(row(page, "worker02")).toBeVisible();
    expect(await sideways(page), `at ${width}`).toBeLessThanOrEqual(0);
  }
});
