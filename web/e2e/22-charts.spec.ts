import { readFile } from "node:fs/promises";

import { expect, test, type Page } from "@playwright/test";

import { violations } from "./axe";
import { cells, chart, compareHere, drag, FIT, openCharts, pick, statistics } from "./charts";
import { ensureCulture, open, sideways } from "./cluster";

test.beforeEach(({ page, baseURL }) => ensureCulture(page, baseURL));

test("Shift and the mouse select a stretch: statistics of each line, growth fit of the OD; it stands in the address, Escape clears it", async ({ page }) => {
  await openCharts(page, "?w=6h");
  await expect(page.locator("nav[aria-label=Main] a[aria-current=page]").first()).toHaveText("Charts");
  const lines = await chart(page, "od").locator(".legend button").count();
  await drag(page, "od", 0.3, 0.8, ["Shift"]);
  await expect(page).toHaveURL(/sel=od(%3A|:)\d+(%7E|~)\d+/);
  await expect(page).toHaveURL(/w=6h/);
  await expect(statistics(page).locator("tbody tr")).toHaveCount(lines);
  await expect(cells(page, "growth").first()).toHaveText(FIT);
  await expect(statistics(page)).toContainText("From the readings themselves. Least squares of the logarithm");
  const n = Number((await cells(page, "n").first().textContent())?.replaceAll(/\D/g, ""));
  expect(n).toBeGreaterThan(4);
  await page.reload();
  await expect(cells(page, "growth").first()).toHaveText(FIT);
  await chart(page, "od").locator(".host").focus();
  await page.keyboard.press("Escape");
  await expect(statistics(page)).toHaveCount(0);
  await expect(page).not.toHaveURL(/sel=/);
});

test("the fit is the one of the stored readings", async ({ page }) => {
  await openCharts(page, "?w=1h");
  await pick(page, "nod", "Fit growth");
  await expect(statistics(page)).toHaveAttribute("data-statistics", "nod");
  await expect(cells(page, "growth").first()).toHaveText(FIT, { timeout: 40_000 });
  await expect(statistics(page)).toContainText("From the readings themselves");
  await expect(page).toHaveURL(/sel=nod/);
  const [a = 0, b = 0] = /sel=nod(?:%3A|:)(\d+)(?:%7E|~)(\d+)/.exec(page.url())?.slice(1).map(Number) ?? [];
  const experiment = (await (await page.request.get("/api/overview")).json()).experiment.experiment;
  const reply = await (await page.request.get(`/api/experiments/${encodeURIComponent(experiment)}/series/od_readings_filtered?start=${a}&end=${b}&target_points=100000`)).json();
  const { t, y } = reply.series[0] as { t: number[]; y: number[] };
  const inside = t.map((at, k) => [at / 3_600_000, Math.log(y[k] as number)] as const).filter(([h]) => h * 3600 >= a && h * 3600 <= b);
  const [mx, my] = [0, 1].map((i) => inside.reduce((sum, p) => sum + (p[i] as number), 0) / inside.length) as [number, number];
  const slope = inside.reduce((sum, [x, z]) => sum + (x - mx) * (z - my), 0) / inside.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
  const shown = Number((await cells(page, "growth").first().textContent())?.replace("−", "-").match(/µ (\S+)/)?.[1]);
  expect(Math.abs(shown - slope)).toBeLessThan(0.02 + Math.abs(slope) * 0.05);
});

test("keys alone: the cursor, a selection, the log scale with 1, 2 and 5, the table", async ({ page }) => {
  await openCharts(page);
  const plot = chart(page, "od").locator(".host");
  await plot.focus();
  await page.keyboard.press("ArrowLeft");
  for (let k = 0; k < 20; k++) await page.keyboard.press("Shift+ArrowLeft");
  await expect(statistics(page)).toBeVisible();
  await expect(page).toHaveURL(/sel=od/);
  const first = page.url();
  await page.keyboard.press("Shift+ArrowLeft");
  await expect(page).not.toHaveURL(first);
  await page.keyboard.press("l");
  await expect(page).toHaveURL(/log=od/);
  await page.keyboard.press("[");
  await expect(page).toHaveURL(/w=\d+(%7E|~)\d+/);
  await page.keyboard.press("0");
  await page.keyboard.press("t");
  await expect(chart(page, "od").getByRole("region", { name: "Table" })).toBeVisible();
  await chart(page, "od").getByRole("button", { name: /: table, statistics/ }).focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await expect(plot).toBeVisible();
  await plot.focus();
  await page.keyboard.press("Escape");
  await expect(statistics(page)).toHaveCount(0);
  await page.locator("body").press("g");
  await page.keyboard.press("v");
  await expect(page).toHaveURL(/\/compare/);
  await page.keyboard.press("g");
  await page.keyboard.press("c");
  await expect(page).toHaveURL(/\/charts/);
});

test("a window is typed, by elapsed time and by the clock; what cannot be read is told", async ({ page }) => {
  await openCharts(page);
  const custom = page.getByRole("group", { name: "Time window" }).getByRole("button", { name: "Custom" });
  const dialog = page.getByRole("dialog");
  await custom.click();
  await dialog.getByLabel("From").fill("soon");
  await expect(dialog).toContainText("Write a time such as 12:30");
  await dialog.getByLabel("From").fill("0:05");
  await expect(dialog).toContainText("That is ");
  await dialog.getByLabel("To", { exact: true }).fill("0:04");
  await dialog.getByRole("button", { name: "Show" }).click();
  await expect(dialog).toContainText("The end has to be at least a minute after the beginning.");
  expect(await violations(page)).toEqual([]);
  await dialog.getByLabel("To", { exact: true }).fill("15 min");
  await dialog.getByLabel("To", { exact: true }).press("Enter");
  await expect(dialog).toHaveCount(0);
  const created = Date.parse((await (await page.request.get("/api/overview")).json()).experiment.created_at) / 1000;
  await expect(page).toHaveURL(new RegExp(`w=${Math.round(created + 300)}(%7E|~)${Math.round(created + 900)}`));
  await expect(custom).toHaveAttribute("aria-pressed", "true");
  await page.getByRole("button", { name: "Clock", exact: true }).click();
  await custom.click();
  await expect(dialog.getByLabel("From")).toHaveValue(/^\d{4}-\d\d-\d\d \d\d:\d\d$/);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Back to live" }).first().click();
  await expect(page).not.toHaveURL(/w=\d/);
});

test("units are chosen in the list, the choice stands in the address; charts are hidden, found again and moved, for this browser", async ({ page }) => {
  await openCharts(page);
  const legend = chart(page, "od").locator(".legend button");
  const all = await legend.count();
  expect(all).toBeGreaterThan(1);
  await page.getByRole("button", { name: /^Show only / }).first().click();
  await expect(legend).toHaveCount(1);
  await expect(page).toHaveURL(/units=/);
  await page.reload();
  await expect(legend).toHaveCount(1);
  await expect(page.getByRole("checkbox", { checked: true, disabled: true })).toHaveCount(1);
  await page.getByRole("region", { name: "Units" }).getByRole("button", { name: "All" }).click();
  await expect(legend).toHaveCount(all);

  await pick(page, "gr", "Hide");
  await expect(chart(page, "gr")).toHaveCount(0);
  await page.reload();
  await expect(chart(page, "od")).toBeVisible();
  await expect(chart(page, "gr")).toHaveCount(0);
  await page.getByRole("checkbox", { name: "Show Growth rate" }).check();
  await expect(chart(page, "gr")).toHaveCount(1);
  await page.getByRole("button", { name: "Move Normalised OD up" }).click();
  await expect(page.locator("[data-chart]").first()).toHaveAttribute("data-chart", "nod");
  await open(page, "/");
  await expect(page.locator("[data-chart]").first()).toHaveAttribute("data-chart", "nod");
  await pick(page, "temperature", "Hide");
  await expect(page.locator("[data-hidden-charts]")).toContainText("Hidden in this browser: Temperature.");
  await page.getByRole("button", { name: "Show it again" }).click();
  await expect(chart(page, "temperature")).toHaveCount(1);
  await openCharts(page);
  await page.getByRole("button", { name: "Usual charts" }).click();
  await expect(page.locator("[data-chart]").first()).toHaveAttribute("data-chart", "od");
});

test("a chart is saved as a vector drawing, as pixels and as numbers of the window", async ({ page }) => {
  await openCharts(page);
  const download = async (item: string): Promise<{ name: string; body: Buffer }> => {
    const [file] = await Promise.all([page.waitForEvent("download"), pick(page, "od", item)]);
    return { name: file.suggestedFilename(), body: await readFile(await file.path()) };
  };
  const svg = await download("Save SVG");
  expect(svg.name).toBe("optical-density.svg");
  const drawing = svg.body.toString();
  const lines = await chart(page, "od").locator(".legend button").count();
  expect(drawing.match(/<path [^>]*d="M/g)).toHaveLength(lines);
  expect(drawing).not.toMatch(/<image|<foreignObject|NaN/);
  expect(drawing).toContain("Optical density");
  const isParsed = await page.evaluate((source) => new DOMParser().parseFromString(source, "image/svg+xml").querySelector("parsererror") === null, drawing);
  expect(isParsed).toBe(true);
  const png = await download("Save PNG");
  expect(png.name).toBe("optical-density.png");
  expect(png.body.subarray(1, 4).toString()).toBe("PNG");
  expect(png.body.length).toBeGreaterThan(4000);
  const csv = await download("Save CSV");
  const [head, ...rows] = csv.body.toString().trim().split("\n");
  expect(head).toBe("timestamp,pioreactor_unit,channel,od_readings,low,high");
  expect(rows.length).toBeGreaterThan(10);
});

for (const scheme of ["light", "dark"] as const) {
  test(`axe finds nothing on Charts and Compare, ${scheme}`, async ({ page }) => {
    test.setTimeout(150_000);
    await page.emulateMedia({ colorScheme: scheme });
    await openCharts(page);
    expect(await violations(page)).toEqual([]);
    await pick(page, "od", "Fit growth");
    await expect(cells(page, "growth").first()).toBeVisible();
    await chart(page, "od").getByRole("button", { name: /: table, statistics/ }).click();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await open(page, "/compare");
    await expect(page.getByRole("heading", { name: "Nothing to compare yet" })).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await compareHere(page);
    await pick(page, "compare", "Fit growth");
    await expect(page.locator("[data-growth]").first()).toBeVisible();
    expect(await violations(page)).toEqual([]);
  });
}

/** A plot takes its new width with its next picture. */
const fits = (page: Page): Promise<void> => expect.poll(() => sideways(page)).toBeLessThanOrEqual(0);

test("on a phone nothing scrolls sideways; units and charts are folded, the menu selects what fingers cannot draw", async ({ page }) => {
  test.setTimeout(150_000);
  await page.setViewportSize({ width: 390, height: 844 });
  await openCharts(page);
  await fits(page);
  await page.getByText("Units and charts").click();
  await expect(page.getByRole("checkbox", { name: "Show Growth rate" })).toBeVisible();
  await pick(page, "od", "Fit growth");
  await expect(cells(page, "growth").first()).toHaveText(FIT);
  await fits(page);
  expect(await violations(page)).toEqual([]);
  await compareHere(page);
  await pick(page, "compare", "Fit growth");
  await expect(page.locator("[data-growth]").first()).toBeVisible();
  await fits(page);
  expect(await violations(page)).toEqual([]);
  await page.setViewportSize({ width: 320, height: 700 });
  await fits(page);
  await openCharts(page);
  await fits(page);
});
