import { expect, test, type Locator, type Page } from "@playwright/test";

import { violations } from "./axe";
import { open, sideways } from "./cluster";
import { signedInAs } from "./people";

const backups = (page: Page): Locator => page.locator('[data-table="backups"] [data-backup]');
const deleted = (page: Page, name: string): Locator => page.locator(`[data-deleted="${name}"]`);
const headersOf = (baseURL: string | undefined): Record<string, string> => ({ origin: new URL(baseURL ?? "/").origin });
const names = async (page: Page): Promise<string[]> => ((await (await page.request.get("/api/experiments")).json()) as { experiment: string }[]).map((one) => one.experiment);

/** Makes an experiment and deletes it as `pio` would; resolves when it stands among those that can be had back. */
async function deletedExperiment(page: Page, baseURL: string | undefined): Promise<string> {
  const name = `Put away ${Date.now() % 1_000_000}`;
  const headers = headersOf(baseURL);
  expect((await page.request.post("/api/experiments", { headers, data: { experiment: name, description: "made to be deleted" } })).ok()).toBe(true);
  expect((await page.request.delete(`/api/experiments/${encodeURIComponent(name)}`, { headers })).ok()).toBe(true);
  const waiting = async (): Promise<string[]> => ((await (await page.request.get("/api/deleted_experiments")).json()) as { experiment: string }[]).map((one) => one.experiment);
  await expect.poll(waiting, { timeout: 60_000 }).toContain(name);
  return name;
}

test("a backup is made until it is listed, and a check says what a restore of it would change", async ({ page, baseURL }) => {
  test.setTimeout(300_000);
  await open(page, "/");
  await page.keyboard.press("g");
  await page.keyboard.press("l");
  await expect(page.getByRole("heading", { level: 1, name: "Leader" })).toBeFocused();
  for (const cell of ["Disk, free", "Memory, available"]) await expect(page.locator("[data-now] > div", { hasText: cell })).toContainText(/GB|MB/);
  await expect(page.locator('[data-table="places"]')).toContainText("[backup.places]");
  for (const job of ["monitor", "mqtt_to_db_streaming", "web"]) await expect(page.locator(`[data-leader-job="${job}"] .chip`)).toHaveText(/Running|Answers/);
  await expect(page.locator('[data-table="backups"]')).toBeVisible();
  const before = await backups(page).evaluateAll((rows) => rows.map((row) => row.getAttribute("data-backup")));

  await page.getByRole("button", { name: "Back up now" }).click();
  const run = page.locator("[data-backup-run]");
  await expect(run).toHaveAttribute("data-run-outcome", /asked|running|succeeded/);
  await expect(run).toHaveAttribute("data-run-outcome", "succeeded", { timeout: 120_000 });
  await expect(run.locator('[data-stage="leader"]')).toHaveAttribute("data-stage-state", "done");
  await expect(run.locator('[data-stage="leader"]')).toContainText("rows, whole");
  const newest = backups(page).first();
  // One of the same day is superseded by it.
  await expect(newest).not.toHaveAttribute("data-backup", before[0] ?? "");
  await expect(newest.locator('[data-column="where"]')).toHaveText("leader");
  await expect(page.locator("[data-now] > div", { hasText: "Newest backup" })).toContainText("only on this disk");

  const made = `After the backup ${Date.now() % 1_000_000}`;
  expect((await page.request.post("/api/experiments", { headers: headersOf(baseURL), data: { experiment: made } })).ok()).toBe(true);
  await newest.getByRole("button", { name: /^What would a restore of .* change/ }).click();
  const dialog = page.getByRole("dialog", { name: "What would a restore change?" });
  const told = dialog.locator("[data-restore-check]");
  await expect(told).toContainText("It is whole", { timeout: 120_000 });
  await expect(told).toContainText(made);
  await expect(told.getByRole("region", { name: "Commands for the leader" })).toContainText(/pio backup restore \d{8}T\d{6}Z --apply/);
  await dialog.getByRole("button", { name: "Close" }).click();
  expect(await names(page)).toContain(made);
  await page.request.delete(`/api/experiments/${encodeURIComponent(made)}?at_once=true`, { headers: headersOf(baseURL) });
});

test("an experiment that was deleted is had back; another is removed only after a question that names it", async ({ page, baseURL }) => {
  test.setTimeout(240_000);
  const back = await deletedExperiment(page, baseURL);
  const gone = await deletedExperiment(page, baseURL);
  await open(page, "/leader");
  await expect(deleted(page, back)).toContainText(/in 1[34] d/);
  expect(await names(page)).not.toContain(back);
  await page.getByRole("button", { name: `Have ${back} back` }).click();
  await expect(page.getByText(`${back} is back with all of its data.`)).toBeVisible();
  await expect(deleted(page, back)).toHaveCount(0);
  expect(await names(page)).toContain(back);

  await page.getByRole("button", { name: `Remove the data of ${gone} now` }).click();
  const question = page.getByRole("dialog", { name: `Remove ${gone} for good?` });
  await expect(question.getByRole("button", { name: "Cancel" })).toBeFocused();
  await expect(question).toContainText("made to be deleted");
  await question.getByRole("button", { name: `Remove ${gone}` }).click();
  await expect(question).toHaveCount(0);
  await expect(deleted(page, gone)).toHaveCount(0, { timeout: 150_000 });
  expect(await names(page)).not.toContain(gone);
  await page.request.delete(`/api/experiments/${encodeURIComponent(back)}?at_once=true`, { headers: headersOf(baseURL) });
});

test("a viewer sees all of it and changes nothing", async ({ page, browser, baseURL }) => {
  test.setTimeout(180_000);
  const name = await deletedExperiment(page, baseURL);
  const other = await signedInAs(page, browser, /^viewer/);
  await open(other, "/leader");
  const reason = (role: string): string => `Needs the role ${role}; yours is viewer. An admin can change that.`;
  await expect(other.getByRole("button", { name: "Back up now" })).toHaveAccessibleDescription(reason("operator"));
  await expect(deleted(other, name).getByRole("button", { name: /^Have/ })).toHaveAccessibleDescription(reason("operator"));
  await expect(deleted(other, name).getByRole("button", { name: /^Remove/ })).toHaveAccessibleDescription(reason("admin"));
  await other.context().close();
  await page.request.post(`/api/deleted_experiments/${encodeURIComponent(name)}/restore`, { headers: headersOf(baseURL) });
  await page.request.delete(`/api/experiments/${encodeURIComponent(name)}?at_once=true`, { headers: headersOf(baseURL) });
});

test("the page of the leader reads well everywhere", async ({ page, baseURL }) => {
  test.setTimeout(300_000);
  const name = await deletedExperiment(page, baseURL);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await open(page, "/leader");
    await expect(deleted(page, name)).toBeVisible();
    await expect(page.locator('[data-table="letters"]')).toBeVisible();
    expect(await violations(page), `page, ${colorScheme}`).toEqual([]);
    await page.getByRole("button", { name: `Remove the data of ${name} now` }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
    expect(await violations(page), `question, ${colorScheme}`).toEqual([]);
    await page.keyboard.press("Escape");
    if ((await backups(page).count()) === 0) continue;
    await backups(page).first().getByRole("button").click();
    await expect(page.locator("[data-restore-check]")).toBeVisible({ timeout: 120_000 });
    expect(await violations(page), `check, ${colorScheme}`).toEqual([]);
    await page.keyboard.press("Escape");
  }
  for (const width of [820, 390, 320]) {
    await page.setViewportSize({ width, height: 844 });
    await open(page, "/leader");
    await expect(deleted(page, name)).toBeVisible();
    expect(await sideways(page), `at ${width}`).toBeLessThanOrEqual(0);
  }
  await page.request.post(`/api/deleted_experiments/${encodeURIComponent(name)}/restore`, { headers: headersOf(baseURL) });
  await page.request.delete(`/api/experiments/${encodeURIComponent(name)}?at_once=true`, { headers: headersOf(baseURL) });
});
