import { expect, test } from "@playwright/test";

import { violations } from "./axe";
import { compareHere, FIT, pick } from "./charts";
import { ensureCulture, open, points } from "./cluster";

test.beforeEach(({ page, baseURL }) => ensureCulture(page, baseURL));

test("lines are laid over each other, moved, aligned at a value and fitted; a link shows the same picture", async ({ page, context }) => {
  test.setTimeout(150_000);
  const n = await compareHere(page);
  expect(n).toBeGreaterThan(1);
  const table = page.locator('[data-table="compared"]');
  await pick(page, "compare", "Fit growth");
  await expect(table.locator("[data-growth]").first()).toHaveText(FIT);
  const offset = page.getByRole("textbox", { name: /^Zero of / }).first();
  await offset.fill("soon");
  await expect(page.getByText("Write a time such as 2:30 or 90 min.")).toBeVisible();
  await offset.fill("5 min");
  await offset.press("Enter");
  await expect(offset).toHaveValue("0:05");
  await expect(page).toHaveURL(/(%7E|~)300/);
  await page.getByRole("group", { name: "Colour by" }).getByRole("button", { name: "Experiment" }).click();
  await expect(page).toHaveURL(/colour=experiment/);
  const other = await context.newPage();
  await other.goto(page.url());
  await expect(other.getByRole("textbox", { name: /^Zero of / }).first()).toHaveValue("0:05");
  await expect(other.locator('[data-table="compared"] tbody tr')).toHaveCount(n);
  await expect(other.locator("[data-growth]").first()).toHaveText(FIT);
  await other.close();

  await page.getByRole("combobox", { name: "Quantity" }).selectOption("nod");
  await page.getByRole("button", { name: "At a value" }).click();
  await page.getByLabel(/^Value at zero/).fill("1.02");
  await expect(page.getByRole("textbox", { name: /^Zero of / })).toHaveCount(0);
  await page.getByLabel(/^Value at zero/).fill("much");
  await expect(page.getByText("Write a number above zero.")).toBeVisible();
  await page.getByRole("button", { name: /^Take .+, .+, out$/ }).first().click();
  await page.getByRole("button", { name: "Add lines" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("checkbox", { disabled: true })).toHaveCount(n - 1);
  await dialog.getByRole("checkbox", { disabled: false }).first().check();
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Add 1 line" }).click();
  await expect(table.locator("tbody tr")).toHaveCount(n);
  await page.getByRole("button", { name: "Take all out" }).click();
  await expect(page.getByRole("heading", { name: "Nothing to compare yet" })).toBeVisible();
});

test("an experiment that is gone is told, the others stay", async ({ page }) => {
  const experiment = (await (await page.request.get("/api/overview")).json()).experiment.experiment;
  const unit = (await (await page.request.get("/api/overview")).json()).units[0].pioreactor_unit;
  const one = (name: string): string => `${encodeURIComponent(name)}~${unit}`;
  await open(page, `/compare?lines=${encodeURIComponent(`${one("no such run")},${one(experiment)}`)}`);
  await expect(page.locator('[data-table="compared"]')).toContainText("There is no such experiment any more.");
  await expect.poll(() => points(page, "compare"), { timeout: 40_000 }).toBeGreaterThan(10);
});

test("selected wells of the plate are compared", async ({ page }) => {
  await open(page, "/plate");
  await page.locator("[data-well]").first().click({ modifiers: ["ControlOrMeta"] });
  await page.getByRole("toolbar", { name: "Selected units" }).getByRole("button", { name: "Compare" }).click();
  await expect(page).toHaveURL(/\/compare\?.*lines=/);
  await expect(page.locator('[data-table="compared"] tbody tr')).toHaveCount(1);
});
