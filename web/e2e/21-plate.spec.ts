import { expect, test, type Locator, type Page } from "@playwright/test";

import { violations } from "./axe";
import { ensureCulture, open, sideways } from "./cluster";

const dialogOf = (page: Page): Locator => page.getByRole("dialog");
const bar = (page: Page): Locator => page.getByRole("toolbar", { name: "Selected units" });

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
    for (const action of ["Start", "Set", "Stop"]) {
      await bar(page).getByRole("button", { name: action }).click();
      await expect(dialogOf(page)).toBeVisible();
      expect(await violations(page), action).toEqual([]);
      await page.keyboard.press("Escape");
    }
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
  await page.getByRole("button", { name: "Select", exact: true }).click();
  await wells(page).first().click();
  await expect(bar(page)).toContainText("1 selected");
  await bar(page).getByRole("button", { name: "Start" }).click();
  expect(await sideways(page)).toBeLessThanOrEqual(0);
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await page.setViewportSize({ width: 320, height: 700 });
  expect(await sideways(page)).toBeLessThanOrEqual(0);
});

/** Targets of the stirrers as the leader knows them. */
async function targets(page: Page, units: readonly string[]): Promise<(number | null)[]> {
  const overview: { units: { pioreactor_unit: string; jobs: Record<string, { settings: Record<string, string> }> | null }[] } = await (await page.request.get("/api/overview")).json();
  return units.map((unit) => {
    const rpm = overview.units.find((row) => row.pioreactor_unit === unit)?.jobs?.stirring?.settings.target_rpm;
    return rpm === undefined ? null : Number(rpm);
  });
}

const outcome = (page: Page, unit: string): Locator => dialogOf(page).locator(`[data-bulk-item="${unit}"]`);

/** Chooses the first two wells by keyboard; their units. */
async function chooseTwo(page: Page): Promise<[string, string]> {
  await openPlate(page);
  await wells(page).first().focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("Shift+ArrowRight");
  await expect(bar(page)).toContainText("2 selected");
  return [await nameOf(wells(page).nth(0)), await nameOf(wells(page).nth(1))];
}

async function stopStirring(page: Page, units: readonly string[]): Promise<void> {
  await bar(page).getByRole("button", { name: "Stop" }).click();
  await dialogOf(page).getByLabel("What to stop").selectOption("stirring");
  await dialogOf(page).getByRole("button", { name: `Stop on ${units.length} units` }).click();
  for (const unit of units) await expect(outcome(page, unit)).toHaveAttribute("data-state", "done", { timeout: 60_000 });
  await expect(dialogOf(page)).toContainText("Done on all 2 units");
  await dialogOf(page).getByRole("button", { name: "Close" }).click();
}

test("two units start stirring with targets of their own from a spreadsheet; a value is set on both; everything stops, each output confirmed off", async ({ page }) => {
  test.setTimeout(360_000);
  const units = await chooseTwo(page);
  await stopStirring(page, units);

  await bar(page).getByRole("button", { name: "Start" }).click();
  await dialogOf(page).getByLabel("Job", { exact: true }).selectOption("stirring");
  await dialogOf(page).getByRole("group", { name: "A value of its own for each unit" }).getByLabel("Target", { exact: true }).check();
  const cell = dialogOf(page).locator(`[data-bulk-unit="${units[0]}"] td input`);
  await cell.evaluate((input) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", "540\r\n9000\r\n");
    input.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  });
  await expect(cell).toHaveValue("540");
  const second = dialogOf(page).locator(`[data-bulk-unit="${units[1]}"]`);
  await expect(second).toContainText("At most 1500 rpm.");
  await dialogOf(page).getByRole("button", { name: "Start on 2 units" }).click();
  await expect(second.locator("td input")).toHaveAttribute("aria-invalid", "true");
  await second.locator("td input").fill("560");
  expect(await violations(page)).toEqual([]);
  await dialogOf(page).getByRole("button", { name: "Start on 2 units" }).click();
  for (const unit of units) await expect(outcome(page, unit)).toContainText("Stirring started, confirmed by the unit", { timeout: 60_000 });
  await expect(dialogOf(page)).toContainText("Done on all 2 units");
  await expect.poll(() => targets(page, units), { timeout: 40_000 }).toEqual([540, 560]);
  await dialogOf(page).getByRole("button", { name: "Close" }).click();

  await bar(page).getByRole("button", { name: "Set" }).click();
  await dialogOf(page).getByLabel("For all units").fill("500");
  await dialogOf(page).getByRole("button", { name: "Set on 2 units" }).click();
  for (const [k, unit] of units.entries()) await expect(outcome(page, unit)).toContainText(new RegExp(`Target 5${k === 0 ? 4 : 6}0 to 500.rpm, confirmed by the unit`), { timeout: 40_000 });
  await dialogOf(page).getByRole("button", { name: "Close" }).click();
  await bar(page).getByRole("button", { name: "Show" }).click();
  await expect(dialogOf(page)).toContainText("Done on all 2 units");
  await page.keyboard.press("Escape");

  await bar(page).getByRole("button", { name: "Stop" }).click();
  await dialogOf(page).getByRole("button", { name: "Stop on 2 units" }).click();
  await expect(dialogOf(page).getByRole("heading")).toHaveText("Stop all: every output is off", { timeout: 90_000 });
  await expect(dialogOf(page).locator('[data-stop="off"]')).toHaveCount(2);
  await expect(dialogOf(page).locator('[data-output="stirrer"][data-state="off"]')).toHaveCount(2);
  await dialogOf(page).getByRole("button", { name: "Close" }).click();
  // The others go on.
  const others = await wells(page).evaluateAll((all) => all.slice(2).map((well) => well.getAttribute("data-well") ?? ""));
  expect((await targets(page, others)).every((rpm) => rpm !== null)).toBe(true);
  await page.getByRole("button", { name: "Standing still" }).click();
  await expect(selected(page)).toHaveCount(2);
});

test("a staggered start asks one unit after the other; who refuses says why, and stands first", async ({ page }) => {
  test.setTimeout(240_000);
  const units = await chooseTwo(page);
  await stopStirring(page, units);
  await page.route(`**/workers/${units[1]}/jobs/run/job_name/stirring/**`, (route) => route.continue({ url: route.request().url().replace("job_name/stirring", "job_name/no_such_job") }));
  await bar(page).getByRole("button", { name: "Start" }).click();
  await dialogOf(page).getByLabel("Job", { exact: true }).selectOption("stirring");
  await dialogOf(page).getByLabel("Seconds between units").fill("4");
  await expect(dialogOf(page)).toContainText("The last unit is asked after 4 s");
  await dialogOf(page).getByRole("button", { name: "Start on 2 units" }).click();
  await expect(outcome(page, units[1])).toContainText(/Is asked in \d s/);
  await expect(outcome(page, units[0])).toHaveAttribute("data-state", "done", { timeout: 60_000 });
  await expect(outcome(page, units[1])).toHaveAttribute("data-state", "refused", { timeout: 60_000 });
  await expect(dialogOf(page).locator("[data-bulk-item]").first()).toHaveAttribute("data-bulk-item", units[1]);
  await expect(dialogOf(page)).toContainText("Done on 1 of 2 units 1 not done");
  expect(await violations(page)).toEqual([]);
  await dialogOf(page).getByRole("button", { name: "Close" }).click();
  await expect(bar(page)).toContainText("1 not done");
  await bar(page).getByRole("button", { name: "Dismiss" }).click();
  await expect(bar(page)).not.toContainText("not done");
});
