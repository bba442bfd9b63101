import { expect, test, type Locator, type Page } from "@playwright/test";

import { violations } from "./axe";
import { ensureCulture, open, sideways } from "./cluster";

test.beforeEach(({ page, baseURL }) => ensureCulture(page, baseURL));

const wells = (page: Page): Locator => page.locator("[data-well]");
const selected = (page: Page): Locator => page.locator('[data-well][aria-selected="true"]');
const nameOf = (well: Locator): Promise<string> => well.getAttribute("data-well").then((name) => name ?? "");

async function openPlate(page: Page): Promise<void> {
  await open(page, "/plate");
  await expect(wells(page).first()).toBeVisible();
}

test("each unit is a well with its newest value, its age and its line; the reading is remembered", async ({ page }) => {
  await openPlate(page);
  const overview = await (await page.request.get("/api/overview")).json();
  await expect(wells(page)).toHaveCount(overview.units.length);
  const first = wells(page).first();
  await expect(first.locator(".num")).toHaveText(/^\d+(\.\d+)? (OD|V)$/);
  await expect(first.locator("time.age")).toHaveText(/^\d+ (s|min)$/, { timeout: 40_000 });
  await expect(first.locator(".wspark .ln")).toHaveAttribute("d", /M.+L/, { timeout: 40_000 });
  await expect(page.locator(".meta")).toContainText(/Values at most \d+ (s|min) old/);
  await page.getByRole("button", { name: "Growth", exact: true }).click();
  await expect(first.locator(".num")).toContainText("1/h");
  await openPlate(page);
  await expect(wells(page).first().locator(".num")).toContainText("1/h");
  await page.getByRole("button", { name: "OD", exact: true }).click();
});

test("history of all wells comes in one request, and no unit is asked by itself", async ({ page }) => {
  const asked: string[] = [];
  page.on("request", (request) => void asked.push(decodeURIComponent(new URL(request.url()).pathname + new URL(request.url()).search)));
  await openPlate(page);
  await expect(wells(page).first().locator(".wspark .ln")).toHaveAttribute("d", /M.+L/, { timeout: 40_000 });
  const names = await wells(page).evaluateAll((all) => all.map((well) => well.getAttribute("data-well") ?? ""));
  expect(asked.filter((path) => path.includes("/series/")).length).toBeLessThanOrEqual(2);
  expect(asked.filter((path) => path.startsWith("/api/units/") || names.some((name) => path.includes(`/workers/${name}`) || path.includes(`unit=${name}`)))).toEqual([]);
});

test("arrows move, space and shift select, the selection stands in the address; a press opens the unit", async ({ page }) => {
  await openPlate(page);
  const [first, second] = [wells(page).nth(0), wells(page).nth(1)];
  const names = [await nameOf(first), await nameOf(second)];
  // One tab stop: from the heading on, the tools come first, then the plate.
  await first.focus();
  await page.keyboard.press("ArrowRight");
  await expect(second).toBeFocused();
  await expect(first).toHaveAttribute("tabindex", "-1");
  await page.keyboard.press("Space");
  await expect(selected(page)).toHaveCount(1);
  await page.keyboard.press("Shift+ArrowLeft");
  await expect(selected(page)).toHaveCount(2);
  await expect(page).toHaveURL(new RegExp(`sel=${names.toReversed().map(encodeURIComponent).join("(%2C|,)")}`));
  await page.reload();
  await expect(selected(page)).toHaveCount(2);
  await first.focus();
  await page.keyboard.press("Escape");
  await expect(selected(page)).toHaveCount(0);
  await page.keyboard.press("ControlOrMeta+A");
  await expect(selected(page)).toHaveCount(await wells(page).count());
  await page.getByRole("button", { name: "Select", exact: true }).click();
  await expect(selected(page)).toHaveCount(0);
  await first.click({ modifiers: ["Shift"] });
  await expect(selected(page)).toHaveCount(1);
  await first.click();
  await expect(selected(page)).toHaveCount(0);
  await first.click();
  await expect(page).toHaveURL(new RegExp(`/units/${names[0]}`));
});

test("a frame drawn with the mouse selects the wells that it touches", async ({ page }) => {
  await openPlate(page);
  const [a, b] = [await wells(page).nth(0).boundingBox(), await wells(page).nth(1).boundingBox()];
  if (!a || !b) throw new Error("The wells have no place.");
  await page.mouse.move(a.x + a.width - 6, a.y + 20);
  await page.mouse.down();
  await page.mouse.move(b.x + 10, b.y + 40, { steps: 5 });
  await expect(page.locator(".band")).toBeVisible();
  await page.mouse.up();
  await expect(selected(page)).toHaveCount(2);
  await expect(page).toHaveURL(/\/plate/);
});

test("an arrangement is made by keyboard, named, and is there again", async ({ page }) => {
  await openPlate(page);
  const before = await wells(page).evaluateAll((all) => all.map((well) => well.getAttribute("data-well")));
  await page.getByRole("button", { name: "Layout" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Arrange" }).click();
  await wells(page).first().focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Space");
  await page.getByLabel("Name of the layout").fill("North");
  await page.getByRole("button", { name: "Save layout" }).click();
  await expect(page.locator(".meta")).toContainText("Layout North");
  await openPlate(page);
  const after = await wells(page).evaluateAll((all) => all.map((well) => well.getAttribute("data-well")));
  expect(after.slice(0, 2)).toEqual([before[1], before[0]]);
  await page.getByRole("button", { name: "Layout" }).click();
  await page.getByRole("button", { name: "Delete the layout North" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
  await expect(page.locator(".meta")).toContainText("Automatic layout");
});

for (const scheme of ["light", "dark"] as const) {
  test(`axe finds nothing on the plate, selecting and arranging, ${scheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await openPlate(page);
    expect(await violations(page)).toEqual([]);
    await wells(page).first().click({ modifiers: ["ControlOrMeta"] });
    await expect(selected(page)).toHaveCount(1);
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: "Layout" }).click();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("dialog").getByRole("button", { name: "Arrange" }).click();
    expect(await violations(page)).toEqual([]);
  });
}

test("on a phone three wells stand side by side, and nothing scrolls sideways", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openPlate(page);
  await expect(page.locator('.plate [role="rowheader"]')).toHaveCount(0);
  await expect(page.locator(".plate")).toHaveAttribute("aria-colcount", "3");
  expect(await sideways(page)).toBeLessThanOrEqual(0);
  await page.setViewportSize({ width: 320, height: 700 });
  expect(await sideways(page)).toBeLessThanOrEqual(0);
});
