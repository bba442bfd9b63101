import { expect, test } from "@playwright/test";

import { ensureCulture, open } from "./cluster";

test.beforeEach(({ page, baseURL }) => ensureCulture(page, baseURL));

test("stop all asks once with the focus on Cancel, names what stops, and shows each output; one button starts all again", async ({ page }) => {
  test.setTimeout(180_000);
  await open(page);
  await page.locator("[data-stop-all]").click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("button", { name: "Cancel" })).toBeFocused();
  await expect(dialog).toContainText(/stirring/);
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(page.locator("[data-stop-all]")).toBeFocused();

  await page.locator("[data-stop-all]").click();
  await dialog.getByRole("button", { name: "Stop all" }).click();
  await expect(dialog.getByRole("heading")).toHaveText("Stop all: every output is off", { timeout: 60_000 });
  const rows = dialog.locator("[data-stop]");
  expect(await rows.count()).toBeGreaterThanOrEqual(2);
  for (const row of await rows.all()) await expect(row).toHaveAttribute("data-stop", "off");
  await expect(dialog.locator('[data-output="stirrer"][data-state="off"]').first()).toBeVisible();
  await expect(dialog).toContainText("No job owns an output any more.");
  await dialog.getByRole("button", { name: "Close" }).click();

  const idle = page.locator('[data-empty="idle"]');
  await expect(idle).toContainText("nothing runs yet");
  await idle.getByRole("button", { name: /^Start stirring, OD reading and growth rate$/ }).click();
  await expect(page.locator("[data-now]")).toContainText(/(\d+) of \1 measuring/, { timeout: 90_000 });
  await expect(idle).toBeHidden();
  await expect(page.getByRole("button", { name: "Start", exact: true })).toBeHidden({ timeout: 60_000 });
});

test("stop all needs no live link", async ({ page }) => {
  test.setTimeout(180_000);
  await page.routeWebSocket(/mqtt/, (socket) => void socket.close());
  await page.goto("/");
  await expect(page.locator('[data-banner="lost"]')).toBeVisible();
  await page.keyboard.press("Shift+Escape");
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("The stop itself does not need the link");
  await dialog.getByRole("button", { name: "Stop all" }).click();
  await expect(dialog.getByRole("heading")).toHaveText(/every output is off|no job was running/, { timeout: 60_000 });
  await page.unrouteAll();
  const fresh = await page.context().newPage();
  await open(fresh);
  await fresh.locator('[data-empty="idle"]').getByRole("button", { name: /^Start stirring/ }).click();
  await expect(fresh.locator("[data-now]")).toContainText(/(\d+) of \1 measuring/, { timeout: 90_000 });
  await expect(fresh.getByRole("button", { name: "Start", exact: true })).toBeHidden({ timeout: 60_000 });
});
