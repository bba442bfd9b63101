import { AxeBuilder } from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";

import { ensureCulture, open, points, sideways, someWorker } from "./cluster";

test.beforeEach(({ page, baseURL }) => ensureCulture(page, baseURL));

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What axe finds on the page; with `part`, only in there: what an open list covers is no target while it is covered. */
async function violations(page: Page, part?: string): Promise<string[]> {
  // A dialog that is still fading in has, for that moment, too little contrast.
  await page.waitForFunction(() => document.getAnimations().every((one) => one.playState !== "running" || one.effect?.getTiming().iterations === Number.POSITIVE_INFINITY));
  const builder = new AxeBuilder({ page }).withTags(TAGS);
  const found = await (part ? builder.include(part) : builder).analyze();
  return found.violations.flatMap((v) => v.nodes.map((node) => `${v.id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ""}`));
}

for (const theme of ["light", "dark"] as const) {
  test(`axe finds nothing on any page, ${theme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme });
    const unit = await someWorker(page);
    await expect.poll(() => points(page, "od")).toBeGreaterThan(10);
    expect(await page.locator("html").getAttribute("data-theme")).toBe(theme);
    for (const path of ["/", "/units", `/units/${unit}`, "/alarms", "/events", "/upgrades", "/people"]) {
      await open(page, path);
      await page.waitForTimeout(800);
      expect(await violations(page), path).toEqual([]);
    }
  });
}

test("axe finds nothing in dialogs, menus and the table of a chart", async ({ page }) => {
  await open(page);
  await expect.poll(() => points(page, "od")).toBeGreaterThan(10);
  await page.locator(".expsel").click();
  expect(await violations(page, "header.top"), "experiment list").toEqual([]);
  await page.getByRole("button", { name: "New experiment" }).click();
  await expect(page.getByRole("dialog", { name: "New experiment" })).toBeVisible();
  expect(await violations(page), "new experiment").toEqual([]);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Shift+Escape");
  await expect(page.getByRole("dialog")).toBeVisible();
  expect(await violations(page), "stop all").toEqual([]);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: /Optical density: table/ }).click();
  expect(await violations(page, ".menuwrap:has(.menu)"), "menu").toEqual([]);
  await page.getByRole("menuitem", { name: /Table/ }).click();
  await expect(page.locator('[data-chart="od"] table')).toBeVisible();
  expect(await violations(page), "table").toEqual([]);
});

for (const width of [390, 320, 820]) {
  test(`no page scrolls sideways at ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 844 });
    const unit = await someWorker(page);
    for (const path of ["/", "/units", `/units/${unit}`, "/alarms", "/events", "/upgrades", "/people"]) {
      await open(page, path);
      await page.waitForTimeout(500);
      expect(await sideways(page), path).toBeLessThanOrEqual(0);
    }
    await page.goto("/");
    if (width <= 640) await expect(page.locator(".tabs-bottom")).toBeVisible();
    await page.locator("[data-stop-all]").click();
    await expect(page.getByRole("dialog")).toBeVisible();
    expect(await sideways(page)).toBeLessThanOrEqual(0);
  });
}

test("every flow runs by keyboard: pages, units, chart, stop", async ({ page }) => {
  await open(page);
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  await page.keyboard.press("Enter");
  await page.keyboard.press("g");
  await page.keyboard.press("u");
  await expect(page).toHaveURL(/\/units/);
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  await page.keyboard.press("g");
  await page.keyboard.press("o");
  await expect(page.locator("a.urow").first()).toBeVisible();
  await page.keyboard.press("j");
  await expect(page.locator("a.urow").first()).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/units\/./);

  await page.keyboard.press("2");
  await expect(page.getByRole("button", { name: "6 h", exact: true })).toHaveAttribute("aria-pressed", "true");
  const chart = page.locator('[data-chart="od"] .host');
  await expect.poll(() => points(page, "od")).toBeGreaterThan(10);
  await chart.focus();
  await page.keyboard.press("ArrowLeft");
  await expect(page.locator(".tip")).toBeVisible();
  await page.keyboard.press("+");
  await expect(page).toHaveURL(/w=\d+/);
  await page.keyboard.press("0");
  await expect(page.getByRole("button", { name: "All", exact: true })).toHaveAttribute("aria-pressed", "true");
  await page.keyboard.press("t");
  await expect(page.locator('[data-chart="od"] table')).toBeVisible();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keys" })).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Shift+Escape");
  await expect(page.getByRole("dialog").getByRole("button", { name: "Cancel" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
});

test("with reduced motion nothing turns or moves", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  const unit = await someWorker(page);
  await open(page, `/units/${unit}`);
  const running = await page.evaluate(() => document.getAnimations().filter((a) => a.playState === "running").length);
  expect(running).toBe(0);
});

test("axe finds nothing without a link, without an experiment, without units and in new parts", async ({ page }) => {
  const unit = await someWorker(page);
  await page.getByRole("button", { name: "Record note" }).click();
  await expect(page.getByRole("dialog", { name: "Record note" })).toBeVisible();
  expect(await violations(page), "note").toEqual([]);
  await page.keyboard.press("Escape");
  await open(page, "/units");
  await page.getByRole("button", { name: "Table" }).click();
  expect(await violations(page), "table of units").toEqual([]);
  await page.getByRole("button", { name: "Cards" }).click();
  await page.setViewportSize({ width: 820, height: 1000 });
  await open(page, `/units/${unit}`);
  await page.getByRole("button", { name: /^Rename/ }).click();
  expect(await violations(page), "tabs and name").toEqual([]);
  await page.setViewportSize({ width: 1440, height: 1000 });

  await page.route("**/api/overview*", async (route) => {
    const reply = await route.fetch();
    await route.fulfill({ response: reply, json: { ...(await reply.json()), units: [], logs: [] } });
  });
  await page.goto("/");
  await expect(page.locator('[data-empty="units"]')).toBeVisible();
  expect(await violations(page), "no units").toEqual([]);
  await page.unroute("**/api/overview*");
  await page.route("**/api/overview*", (route) => route.fulfill({ json: { experiment: null, experiments: [], units: [], logs: [] } }));
  await page.goto("/");
  await expect(page.locator('[data-empty="experiment"]')).toBeVisible();
  expect(await violations(page), "no experiment").toEqual([]);
  await page.unroute("**/api/overview*");

  await page.routeWebSocket(/mqtt/, (socket) => void socket.close());
  for (const path of ["/", `/units/${unit}`]) {
    await page.goto(path);
    await expect(page.locator('[data-banner="lost"]')).toBeVisible();
    await page.waitForTimeout(800);
    expect(await violations(page), `link lost, ${path}`).toEqual([]);
  }
});

test("single-letter keys can be switched off, and stay so", async ({ page }) => {
  await open(page);
  await page.keyboard.press("?");
  const dialog = page.getByRole("dialog", { name: "Keys" });
  await dialog.getByRole("checkbox").uncheck();
  await page.keyboard.press("Escape");
  await page.keyboard.press("n");
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.reload();
  await expect(page.locator("[data-link]")).toHaveAttribute("data-link", "live");
  await page.keyboard.press("n");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.keyboard.press("ControlOrMeta+/");
  await dialog.getByRole("checkbox").check();
  await page.keyboard.press("Escape");
  await page.keyboard.press("n");
  await expect(page.getByRole("dialog", { name: "Record note" })).toBeVisible();
});
