import { expect, test } from "@playwright/test";

import { ensureCulture, ensureRunning, job, open, someWorker } from "./cluster";

test.beforeEach(({ page, baseURL }) => ensureCulture(page, baseURL));

test("a new stirring target is confirmed by the unit, and only then shown", async ({ page }) => {
  const unit = await someWorker(page);
  await open(page, `/units/${unit}`);
  await ensureRunning(page, "stirring");
  const row = job(page, "stirring");
  const setpoint = row.locator(".sp");
  await setpoint.click();
  await page.keyboard.type("9999");
  await page.keyboard.press("Enter");
  await expect(row.getByRole("alert")).toHaveText("At most 1500 rpm.");
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type("620");
  await page.keyboard.press("Enter");
  await expect(row.locator('[data-phase="done"]')).toContainText(/Target \d+ to 620.rpm, confirmed by the unit in \d/);
  await expect(setpoint).toContainText("620");
  await expect(setpoint).toBeFocused();
  await expect(row.locator(".pv").first()).toContainText(/6[0-4]\d/, { timeout: 60_000 });
  await setpoint.click();
  await page.keyboard.type("500");
  await page.keyboard.press("Enter");
  await expect(setpoint).toContainText("500");
});

test("pause and resume are confirmed by the state of the job", async ({ page }) => {
  const unit = await someWorker(page);
  await open(page, `/units/${unit}`);
  await ensureRunning(page, "stirring");
  const row = job(page, "stirring");
  await row.getByRole("button", { name: "Pause stirring" }).click();
  await expect(row.locator('[data-phase="done"]')).toContainText("Stirring paused, confirmed by the unit");
  await expect(row).toHaveAttribute("data-state", "sleeping");
  await row.getByRole("button", { name: "Resume stirring" }).click();
  await expect(row).toHaveAttribute("data-state", "ready");
});

test("stopping and starting one job ends in a stated outcome", async ({ page }) => {
  const unit = await someWorker(page);
  await open(page, `/units/${unit}`);
  await ensureRunning(page, "stirring");
  const row = job(page, "stirring");
  await row.getByRole("button", { name: "Stop stirring" }).click();
  await expect(row.locator('[data-phase="done"]')).toContainText(/Stirring stopped, confirmed by the unit in \d/);
  await expect(row).toHaveAttribute("data-state", "disconnected");
  await expect(row).toContainText("The stirrer stands still");
  await row.getByRole("button", { name: "Start stirring", exact: true }).click();
  await expect(row.locator('[data-phase="done"]')).toContainText("Stirring started, confirmed by the unit", { timeout: 40_000 });
});

test("a refused start shows the leader's cause and remedy and stays", async ({ page }) => {
  const unit = await someWorker(page);
  await open(page, `/units/${unit}`);
  await ensureRunning(page, "stirring");
  const row = job(page, "stirring");
  await row.getByRole("button", { name: "Stop stirring" }).click();
  await expect(row.getByRole("button", { name: "Start stirring", exact: true })).toBeVisible();
  // The real leader and unit refuse a job that does not exist.
  await page.route("**/jobs/run/job_name/stirring/**", (route) => route.continue({ url: route.request().url().replace("job_name/stirring", "job_name/no_such_job") }));
  await row.getByRole("button", { name: "Start stirring", exact: true }).click();
  const outcome = row.locator('[data-phase="refused"]');
  await expect(outcome).toBeVisible({ timeout: 40_000 });
  await expect(outcome).toContainText(/no_such_job|no such job|unknown|not/i);
  await expect(outcome.getByRole("button", { name: /request [0-9a-f]{4}/ })).toBeVisible();
  await expect(row).not.toHaveAttribute("data-state", "ready");
  await page.unroute("**/jobs/run/job_name/stirring/**");
  await outcome.getByRole("button", { name: "Dismiss" }).click();
  await expect(outcome).toBeHidden();
  await ensureRunning(page, "stirring");
});

test("a request that nobody answers times out honestly and can be checked", async ({ page }) => {
  const unit = await someWorker(page);
  await open(page, `/units/${unit}`);
  await ensureRunning(page, "stirring");
  await page.route("**/jobs/update/**", (route) => route.fulfill({ status: 202, json: { status: "accepted" } }));
  const row = job(page, "stirring");
  const before = (await row.locator(".sp").textContent()) ?? "";
  await row.locator(".sp").click();
  await page.keyboard.type("700");
  await page.keyboard.press("Enter");
  await expect(row.locator('[data-phase="waiting"]')).toContainText(/Asked, \d s of 10 s/);
  await expect(row.locator('[data-phase="timed_out"]')).toContainText("It may still happen");
  await expect(row.locator(".sp")).toHaveText(before);
  await row.getByRole("button", { name: "Check now" }).click();
  await expect(row.locator('[data-phase="timed_out"]')).toBeVisible();
});

test("a job starts with options and with configuration for this start; limits are told before it is asked", async ({ page }) => {
  const unit = await someWorker(page);
  await open(page, `/units/${unit}`);
  const row = job(page, "stirring");
  await row.getByRole("button", { name: "Stop stirring" }).click();
  await row.getByRole("button", { name: "Start stirring with options" }).click();
  const sheet = page.getByRole("dialog");
  await sheet.getByLabel("Target", { exact: true }).fill("4000");
  await sheet.getByRole("button", { name: "Start", exact: true }).click();
  await expect(sheet.getByRole("alert")).toHaveText("At most 1500 rpm.");
  await sheet.getByLabel("Target", { exact: true }).fill("610");
  await sheet.getByText("Advanced").click();
  await expect(sheet.getByLabel("initial_target_rpm")).toHaveAttribute("placeholder", /\d/);
  await sheet.getByLabel("duration_between_updates_seconds").fill("20");
  await sheet.getByRole("button", { name: "Start", exact: true }).click();
  await expect(sheet).toBeHidden();
  await expect(row.locator('[data-phase="done"]')).toContainText("Stirring started, confirmed by the unit", { timeout: 40_000 });
  await expect(row.locator(".sp")).toContainText("610");
  await row.locator(".sp").click();
  await page.keyboard.type("500");
  await page.keyboard.press("Enter");
  await expect(row.locator(".sp")).toContainText("500");
});

test("a job of a plugin gets a row with its settings and limits from its descriptor", async ({ page }) => {
  const unit = await someWorker(page);
  await page.route("**/api/jobs/descriptors", async (route) => {
    const reply = await route.fetch();
    const lamp = { display_name: "Grow lamp", job_name: "grow_lamp", display: true, is_testing: false, source: "plugin", description: "Lights the culture by day.", subtext: null, published_settings: [] };
    await route.fulfill({ response: reply, json: [...(await reply.json()), lamp] });
  });
  await open(page, `/units/${unit}`);
  const row = job(page, "grow_lamp");
  await expect(row).toContainText("Off. Lights the culture by day.");
  await row.getByRole("button", { name: "Start grow lamp", exact: true }).click();
  await expect(row.locator('[data-phase="refused"]')).toBeVisible({ timeout: 40_000 });
});
