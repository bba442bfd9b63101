import { expect, test, type Page } from "@playwright/test";

import { violations } from "./axe";
import { open, sideways } from "./cluster";

const PASSWORD = "grown in broth";

test.beforeEach(async ({ page }) => {
  const { why_not } = (await (await page.request.get("/api/joining")).json()) as { why_not: string | null };
  test.skip(why_not !== null, "This leader cannot add units.");
});

/** Fills in a unit at a port where nobody listens, and begins. */
async function begin(page: Page, unit: string): Promise<void> {
  await open(page, "/inventory");
  await page.getByRole("button", { name: "Add a unit" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  await page.getByRole("textbox", { name: "Name of the unit" }).fill(unit);
  await page.getByRole("button", { name: `Add ${unit}` }).click();
  await expect(page.getByRole("alert").filter({ hasText: "Enter the claim code" })).toBeVisible();
  await page.getByRole("radio", { name: /^Login/ }).check();
  await page.getByRole("textbox", { name: "User name" }).fill("pi");
  await page.getByRole("textbox", { name: "Password" }).fill(PASSWORD);
  await page.getByText("Where it is found").click();
  await page.getByRole("textbox", { name: "Address" }).fill("127.0.0.1");
  await page.getByLabel("Port of SSH").fill("1");
  await page.getByRole("button", { name: `Add ${unit}` }).click();
  await expect(page).toHaveURL(/\/inventory\/runs\//);
}

const ended = (page: Page): Promise<void> => expect(page.locator("[data-join]")).toHaveAttribute("data-join-outcome", "failed", { timeout: 60_000 });

test("a unit that nobody reaches: it stops at its stage, says what was not changed, and is found again in the inventory", async ({ page }) => {
  test.setTimeout(240_000);
  await begin(page, "worker99");
  await ended(page);
  await expect(page.locator("[data-stage]")).toHaveCount(11);
  await expect(page.locator('[data-stage-state="failed"]')).toHaveCount(1);
  await expect(page.locator('[data-stage-state="failed"] [data-remedy]')).toContainText("What to do.");
  await expect(page.locator("[data-meta]")).toContainText(/nothing/i);
  const first = page.url();
  expect(await (await page.request.get(`/api/joining/runs/${first.split("/").at(-1)?.split("?")[0]}`)).text()).not.toContain(PASSWORD);

  await page.getByRole("button", { name: "To the inventory" }).click();
  const notice = page.locator('[data-join-notice="worker99"]');
  await expect(notice).toContainText("worker99 was not added");
  await notice.getByRole("link", { name: "Show the stages" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Add worker99" })).toBeFocused();

  // This browser still has the password: nothing is asked again.
  await page.getByRole("button", { name: "Try again" }).click();
  await expect.poll(() => page.url()).not.toBe(first);
  await ended(page);
  await page.reload();
  await ended(page);
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "Enter user name and password." })).toBeVisible();
});

test("the pages of adding read well everywhere", async ({ page }) => {
  test.setTimeout(240_000);
  await begin(page, "worker98");
  await ended(page);
  const stages = new URL(page.url()).pathname;
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    for (const path of ["/inventory/add", stages]) {
      await open(page, path);
      await expect(page.getByRole("heading", { level: 1, name: /^Add/ })).toBeVisible();
      expect(await violations(page), `${path}, ${colorScheme}`).toEqual([]);
    }
  }
  for (const width of [820, 390, 320]) {
    await page.setViewportSize({ width, height: 844 });
    for (const path of ["/inventory/add", stages]) {
      await open(page, path);
      expect(await sideways(page), `${path} at ${width}`).toBeLessThanOrEqual(0);
    }
  }
});
