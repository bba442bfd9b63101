import { expect, test } from "@playwright/test";

import { open } from "./cluster";

test("a new experiment: name rules in words, an empty page that says what to do, and back", async ({ page }) => {
  await open(page);
  const first = (await page.getByRole("heading", { level: 1 }).textContent()) ?? "";
  await page.locator(".expsel").click();
  await page.getByRole("button", { name: "New experiment" }).click();
  const dialog = page.getByRole("dialog");
  const name = dialog.getByLabel("Name");
  await expect(name).toBeFocused();
  await name.fill("a/b");
  await expect(dialog.getByRole("alert")).toContainText("Leave out /");
  await name.fill("current");
  await expect(dialog.getByRole("alert")).toContainText("reserved");
  await name.fill(first);
  await expect(dialog.getByRole("alert")).toContainText("There is an experiment with this name");
  const fresh = `Trial ${Date.now() % 1_000_000}, 37 °C`;
  await name.fill(fresh);
  for (const box of await dialog.getByRole("checkbox").all()) await box.uncheck();
  await dialog.getByRole("button", { name: /^Create/ }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(fresh);
  await expect(page.locator('[data-empty="units"]')).toContainText("No units in this experiment yet");
  await page.getByRole("button", { name: "Assign units" }).click();
  await expect(page.getByRole("dialog").getByRole("checkbox").first()).toBeVisible();
  await page.keyboard.press("Escape");

  await page.locator(".expsel").click();
  await page.getByRole("option", { name: new RegExp(first) }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(first);
  await expect(page.locator("a.urow").first()).toBeVisible();
});

test("events come in live and can be filtered by level", async ({ page }) => {
  await open(page, "/events");
  await expect(page.locator(".log li").first()).toBeVisible();
  await page.getByRole("button", { name: "Error" }).click();
  await expect(page).toHaveURL(/level=ERROR/);
  await expect(page.locator(".log li.info")).toHaveCount(0);
  await page.getByRole("button", { name: "Info" }).click();
  await expect(page.locator(".log li.info").first()).toBeVisible();
});
