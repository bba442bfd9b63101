import { expect, test } from "@playwright/test";

import { violations } from "./axe";
import { ensureCulture, open, sideways } from "./cluster";

test.beforeEach(({ page, baseURL }) => ensureCulture(page, baseURL));

test("units, pages and actions are found by their names, by keyboard alone", async ({ page }) => {
  await open(page);
  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog", { name: "Find or do" });
  const field = palette.getByRole("combobox");
  await expect(field).toBeFocused();
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await violations(page), colorScheme).toEqual([]);
  }
  await field.fill("worker01");
  await expect(palette.getByRole("option").first()).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/units\/worker01/);
  await expect(palette).toHaveCount(0);

  await page.locator("h1").first().focus();
  await page.keyboard.press("/");
  await expect(field).toBeFocused();
  await expect(palette.getByRole("group", { name: "Recent" }).getByRole("option")).toHaveText(/worker01/);
  await field.fill("nothing of this kind");
  await expect(palette.locator(".none")).toContainText("Nothing is called");
  await field.fill("alarms");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/alarms/);
});

test("a dose that is typed stands in the dose panel, and nothing has moved", async ({ page }) => {
  await open(page);
  await page.getByRole("button", { name: "Find or do" }).click();
  await page.getByRole("combobox").fill("waste worker01 0.7 mL");
  await expect(page.getByRole("option").first()).toContainText("Take 0.7 mL of waste out of");
  await page.keyboard.press("Enter");
  const panel = page.getByRole("dialog", { name: /Dose/ });
  await expect(panel).toBeVisible();
  await expect(panel.getByRole("radio", { name: /Waste/i }).or(panel.locator('[aria-pressed="true"], [aria-checked="true"]').filter({ hasText: /waste/i })).first()).toBeVisible();
  await expect(panel.locator("input").filter({ visible: true }).first()).toHaveValue("0.7 mL");
  await page.keyboard.press("Escape");
  await expect(page).not.toHaveURL(/dialog=|amount=|liquid=/);
});

test("on a tablet the palette is a sign in the bar, and fits", async ({ page }) => {
  await page.setViewportSize({ width: 820, height: 1100 });
  await open(page);
  await page.getByRole("button", { name: "Find or do" }).click();
  await expect(page.getByRole("combobox")).toBeFocused();
  expect(await sideways(page)).toBeLessThanOrEqual(0);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Find or do" })).toBeFocused();
});
