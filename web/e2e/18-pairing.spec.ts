import { expect, test } from "@playwright/test";

import { open } from "./cluster";

/** A prepared unit that really is there (tests/hosts boots it), with the code that it shows. */
const { PIO_E2E_UNIT: unit = "", PIO_E2E_ADDRESS: address = "", PIO_E2E_CLAIM_CODE: code = "" } = process.env;

test.skip(!code, "There is no unit to pair with here.");

test("a unit is added with its claim code, mistyped at first, and is used from the inventory", async ({ page }) => {
  test.setTimeout(420_000);
  await open(page, "/inventory");
  await page.getByRole("button", { name: "Add a unit" }).click();
  await page.getByRole("textbox", { name: "Name of the unit" }).fill(unit);
  await page.getByRole("textbox", { name: "Claim code" }).fill("AAAA-AAAA-AAAA-AAAA");
  await page.getByLabel(/^Model/).selectOption({ value: "pioreactor_20ml|1.5" });
  await page.getByText("Where it is found").click();
  await page.getByRole("textbox", { name: "Address" }).fill(address);
  await page.getByRole("button", { name: `Add ${unit}` }).click();

  const join = page.locator("[data-join]");
  await expect(join).toHaveAttribute("data-join-outcome", "failed", { timeout: 60_000 });
  await expect(page.locator('[data-stage-state="failed"]')).toContainText("The unit and this code do not fit");
  const first = page.url();
  await page.getByRole("textbox", { name: "Claim code" }).fill(code);
  await page.getByRole("button", { name: "Use the code and go on" }).click();
  await expect.poll(() => page.url()).not.toBe(first);

  // Its stages are seen while they pass, not only at the end.
  await expect(page.locator('[data-stage-state="running"]')).toHaveCount(1);
  await expect(join).toHaveAttribute("data-join-outcome", "succeeded", { timeout: 300_000 });
  await expect(page.locator('[data-stage-state="done"]')).toHaveCount(11);
  await page.screenshot({ path: "test-results/joined.png", fullPage: true });

  await page.getByRole("button", { name: "To the inventory" }).click();
  await expect(page.locator(`[data-join-notice="${unit}"]`)).toContainText(`${unit} was added`);
  await open(page, `/units/${unit}`);
  await expect(page.getByRole("heading", { level: 1 })).toContainText(unit);
});
