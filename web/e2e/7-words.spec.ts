import { expect, test } from "@playwright/test";

import { ensureCulture, open, someWorker } from "./cluster";

test.beforeEach(({ page, baseURL }) => ensureCulture(page, baseURL));

test("a note about all units stands once in the events and as a flag above the charts", async ({ page }) => {
  await open(page);
  await page.keyboard.press("n");
  const dialog = page.getByRole("dialog", { name: "Record note" });
  await expect(dialog.getByLabel("What happened")).toBeFocused();
  await dialog.getByRole("button", { name: "Record note" }).click();
  await expect(dialog.getByRole("alert")).toHaveText("Write what happened.");
  const words = `Bottle 2 swapped, ${Date.now() % 1_000_000}`;
  await dialog.getByLabel("What happened").fill(words);
  await dialog.getByRole("button", { name: "Record note" }).click();
  await expect(dialog).toBeHidden();
  const line = page.locator(".log li", { hasText: words });
  await expect(line).toHaveCount(1);
  await expect(line).toContainText("All units");
  await expect(page.locator('[data-chart="od"] [data-mark="note"]').first()).toBeAttached();
  // The database has it too.
  await expect(async () => {
    await open(page, "/events");
    await expect(page.locator(".log li", { hasText: words })).toHaveCount(1, { timeout: 3000 });
  }).toPass({ timeout: 30_000 });
});

test("a unit gets a name in place; Esc leaves it, an empty one takes it away", async ({ page }) => {
  const unit = await someWorker(page);
  await open(page, `/units/${unit}`);
  const heading = page.getByRole("heading", { level: 1 });
  const rename = async (name: string): Promise<void> => {
    await page.getByRole("button", { name: /^Rename/ }).click();
    await page.getByLabel("Name of this unit in this experiment").fill(name);
    await page.keyboard.press("Enter");
  };
  const label = `WT ${Date.now() % 10_000}`;
  await rename(label);
  await expect(heading).toHaveText(label);
  await page.getByRole("button", { name: /^Rename/ }).click();
  await page.keyboard.type("not this");
  await page.keyboard.press("Escape");
  await expect(heading).toHaveText(label);
  await open(page);
  await expect(page.locator(`a.urow[data-unit="${unit}"]`)).toContainText(label);
  await open(page, `/units/${unit}`);
  await rename("");
  await expect(heading).toHaveText(unit);
});

test("tablet and phone show one part of a unit at a time; the part stands in the address", async ({ page }) => {
  await page.setViewportSize({ width: 820, height: 1000 });
  const unit = await someWorker(page);
  await open(page, `/units/${unit}`);
  await expect(page.locator("[data-job]").first()).toBeVisible();
  await expect(page.locator("[data-chart]")).toHaveCount(0);
  await page.getByRole("tab", { name: "Vial and control" }).focus();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("tab", { name: "Charts" })).toBeFocused();
  await expect(page).toHaveURL(/tab=charts/);
  await expect(page.locator("[data-chart]").first()).toBeVisible();
  await page.reload();
  await expect(page.getByRole("tab", { name: "Charts" })).toHaveAttribute("aria-selected", "true");
});

test("units as a table are sorted by any column", async ({ page }) => {
  await open(page, "/units");
  await page.getByRole("button", { name: "Table" }).click();
  const names = (): Promise<string[]> => page.locator("[data-unit-row]").evaluateAll((rows) => rows.map((row) => row.getAttribute("data-unit-row") ?? ""));
  const up = await names();
  expect(up.length).toBeGreaterThan(1);
  await page.getByRole("button", { name: "Unit", exact: true }).click();
  await expect(page).toHaveURL(/sort=-unit/);
  expect(await names()).toEqual(up.toReversed());
  await page.reload();
  await expect(page.locator("[data-unit-row]").first()).toHaveAttribute("data-unit-row", up.at(-1) as string);
});
