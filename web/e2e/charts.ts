import { expect, type Locator, type Page } from "@playwright/test";

import { open, points } from "./cluster";

export const chart = (page: Page, key: string): Locator => page.locator(`[data-chart="${key}"]`);
export const statistics = (page: Page): Locator => page.locator("[data-statistics]");
export const cells = (page: Page, column: string): Locator => statistics(page).locator(`td[data-column="${column}"]`);

/** A growth fit in words. */
export const FIT = /^µ −?\d+\.\d+ ± .+ 1\/h(, (doubling|halving) .+)?, R² −?\d\.\d{3}$/;

/** Opens the page Charts and waits for its first line. */
export async function openCharts(page: Page, query = "?w=all"): Promise<void> {
  await open(page, `/charts${query}`);
  await expect.poll(() => points(page, "od"), { timeout: 40_000 }).toBeGreaterThan(10);
}

/** Draws over a part of the plot with the mouse while keys are held. */
export async function drag(page: Page, key: string, from: number, to: number, held: readonly "Shift"[] = []): Promise<void> {
  const over = chart(page, key).locator(".u-over");
  await over.scrollIntoViewIfNeeded();
  const box = await over.boundingBox();
  if (!box) throw new Error("The chart has no place.");
  for (const one of held) await page.keyboard.down(one);
  await page.mouse.move(box.x + box.width * from, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * ((from + to) / 2), box.y + box.height / 2);
  await page.mouse.move(box.x + box.width * to, box.y + box.height / 2);
  await page.mouse.up();
  for (const one of held) await page.keyboard.up(one);
}

/** Picks an entry of the menu of a chart. */
export async function pick(page: Page, key: string, item: string): Promise<void> {
  await chart(page, key).getByRole("button", { name: /: table, statistics/ }).click();
  await page.getByRole("menuitem", { name: item }).click();
}

/** Opens the page Compare with the units of the experiment; how many there are. */
export async function compareHere(page: Page): Promise<number> {
  await open(page, "/compare");
  await page.getByRole("button", { name: /^Add the \d+ units? of this experiment$/ }).click();
  await expect.poll(() => points(page, "compare"), { timeout: 40_000 }).toBeGreaterThan(10);
  return page.locator('[data-table="compared"] tbody tr').count();
}
