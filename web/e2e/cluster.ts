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
  await row.getByRole("button", { name: /^(Start|Resume)/ }).click();
  await expect(row).toHaveAttribute("data-state", "ready", { timeout: 40_000 });
}

export const sideways = (page: Page): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
