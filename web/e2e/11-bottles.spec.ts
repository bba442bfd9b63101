import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "@playwright/test";

import { open, someWorker } from "./cluster";

test("what is left in a bottle stands by the vial; a person says that it was refilled", async ({ page, baseURL }) => {
  test.setTimeout(150_000);
  const unit = await someWorker(page);
  const headers = { origin: new URL(baseURL ?? "/").origin };
  const empty = await page.request.patch(`/api/units/${unit}/bottles`, { headers, data: { contents_ml: { media: 0.5 } } });
  expect(empty.ok()).toBe(true);
  await open(page, `/units/${unit}`);
  const bottle = page.locator("[data-bottle=media]");
  await expect(bottle).toHaveAttribute("data-status", "out");
  await expect(bottle).toContainText("Empty by the books");
  await expect(page.getByText("The bottle of media is empty.").first()).toBeVisible();
  // Too much is refused in words, and nothing changes.
  await bottle.getByRole("button", { name: "Say what is in the media bottle" }).click();
  const field = bottle.getByLabel("In the media bottle now");
  await expect(field).toBeFocused();
  await expect(field).toHaveValue("1000");
  await field.fill("1200");
  await field.press("Enter");
  await expect(bottle.getByRole("alert")).toContainText("0 to 1000 mL");
  const { violations } = await new AxeBuilder({ page }).include(".vcard").analyze();
  expect(violations.map((one) => one.id)).toEqual([]);
  await field.fill("800");
  await field.press("Enter");
  await expect(bottle).toHaveAttribute("data-status", "ok");
  await expect(bottle).toContainText(/800.mL left|79\d.mL left/);
  await expect(bottle.getByRole("button")).toBeFocused();
});
