import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test, type Locator, type Page } from "@playwright/test";

import { violations } from "./axe";
import { ensureCulture, open, sideways } from "./cluster";
import { signedInAs } from "./people";

const dataset = (page: Page, name: string): Locator => page.locator(`[data-dataset="${name}"]`);
const run = (page: Page): Locator => page.locator("[data-export-run]");
const go = (page: Page): Locator => page.locator("[data-export-go]");

interface Manifest {
  filters: { experiments: string[]; units: string[] };
  datasets: { dataset_name: string; row_count: number; csv_files: { path: string; row_count: number; sha256: string; partition: { pioreactor_unit: string | null } }[] }[];
}

/** Downloads the finished export and unpacks it with a program that has nothing to do with us. */
async function unpacked(page: Page): Promise<{ zip: string; read: (name: string) => string }> {
  const downloading = page.waitForEvent("download");
  await page.locator("[data-download]").click();
  const folder = mkdtempSync(join(tmpdir(), "export-"));
  const zip = join(folder, "export.zip");
  await (await downloading).saveAs(zip);
  const code = "import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extractall(sys.argv[2])";
  execFileSync("python3", ["-c", code, zip, folder]);
  return { zip, read: (name) => readFileSync(join(folder, name), "utf8") };
}

const sha256 = (content: string | Buffer): string => createHash("sha256").update(content).digest("hex");
const linesOf = (csv: string): string[] => csv.trimEnd().split("\r\n");

/** The page with the datasets that it begins with, counted. */
async function openExport(page: Page, query = ""): Promise<void> {
  await open(page, `/export${query}`);
  await expect(page.getByRole("heading", { level: 1, name: "Export" })).toBeVisible();
  await expect(dataset(page, "od_readings")).toContainText(/about .* rows/);
}

test("what is chosen is exported, downloaded and holds the rows that were promised", async ({ page, baseURL }) => {
  test.setTimeout(240_000);
  await open(page);
  await ensureCulture(page, baseURL);
  await page.keyboard.press("g");
  await page.keyboard.press("x");
  await expect(page.getByRole("heading", { level: 1, name: "Export" })).toBeFocused();
  await expect(page.locator(".pickgroup li")).toHaveCount(26);
  await page.getByRole("button", { name: "Choose no dataset" }).click();
  await expect(go(page)).toHaveAttribute("aria-disabled", "true");
  await page.getByLabel("Search datasets").fill("optical density relative");
  await expect(page.locator(".pickgroup li")).toHaveCount(1);
  await page.getByLabel("Search datasets").fill("");
  await dataset(page, "od_readings").getByRole("checkbox").check();
  await dataset(page, "logs").getByRole("checkbox").check();
  await page.getByRole("checkbox", { name: "A file per unit", exact: true }).check();
  await expect(page).toHaveURL(/datasets=logs%2Fod_readings|datasets=od_readings%2Flogs/);
  await expect(page.locator("[data-preview]")).toContainText("in the order of time, not a sample");
  await expect(page.locator("[data-preview] th", { hasText: "od_reading" })).toContainText("OD or AU");
  await expect(page.locator("[data-preview] tbody tr").first()).toContainText(/\d{4}-\d\d-\d\dT/);

  await go(page).click();
  await expect(run(page)).toHaveAttribute("data-run-outcome", "succeeded", { timeout: 90_000 });
  await expect(run(page)).toContainText("Can be downloaded until");
  const { zip, read } = await unpacked(page);
  expect(sha256(readFileSync(zip))).toBe(await page.locator("[data-sha256]").innerText());
  const manifest = JSON.parse(read("manifest.json")) as Manifest;
  expect(manifest.datasets.map((one) => one.dataset_name).toSorted()).toEqual(["logs", "od_readings"]);
  const readings = manifest.datasets.find((one) => one.dataset_name === "od_readings");
  expect(readings?.row_count).toBeGreaterThan(0);
  expect(new Set(readings?.csv_files.map((file) => file.partition.pioreactor_unit)).size).toBeGreaterThan(1);
  for (const file of readings?.csv_files ?? []) {
    const csv = read(file.path);
    const [head, first] = linesOf(csv);
    expect(sha256(csv)).toBe(file.sha256);
    expect(linesOf(csv)).toHaveLength(file.row_count + 1);
    expect(head).toBe("experiment,pioreactor_unit,timestamp,od_reading,angle,channel,timestamp_localtime,hours_since_experiment_created");
    expect(first?.split(",").at(-1)).toMatch(/^-?\d/);
  }
  const recent = page.locator('[data-table="exports"] tbody tr').first();
  await expect(recent).toContainText("2 datasets");
  await recent.getByRole("button", { name: /^Delete export_/ }).click();
  await expect(page.locator("[data-download]")).toHaveCount(0);
});

test("a time and a unit limit what is exported, and the address shows the same to a colleague", async ({ page, baseURL }) => {
  test.setTimeout(180_000);
  await open(page);
  await ensureCulture(page, baseURL);
  await openExport(page, "?datasets=od_readings");
  const counted = async (): Promise<string> => dataset(page, "od_readings").locator(".amount").innerText();
  const whole = await counted();
  const unit = page.getByRole("group", { name: "Units" }).getByRole("checkbox", { name: /worker01/ });
  await unit.check();
  await expect.poll(counted).not.toBe(whole);
  await expect(page).toHaveURL(/units=worker01/);
  await page.reload();
  await expect(unit).toBeChecked();
  await expect(page.locator("[data-preview] tbody tr").first()).toContainText("worker01");

  await page.getByLabel("From", { exact: true }).fill("2026-01-02T10:00");
  await page.getByLabel("To", { exact: true }).fill("2026-01-01T10:00");
  await expect(page.getByRole("alert").filter({ hasText: "Exchange them" })).toBeVisible();
  await expect(go(page)).toHaveAttribute("aria-disabled", "true");
  await page.getByLabel("To", { exact: true }).fill("2026-01-03T10:00");
  await expect(page.locator("[data-preview]")).toContainText("No rows in this selection");
  await expect(page.getByText("Nothing was measured in this selection")).toBeVisible();
  await go(page).click();
  await expect(run(page)).toHaveAttribute("data-run-outcome", "succeeded", { timeout: 90_000 });
  const { read } = await unpacked(page);
  const manifest = JSON.parse(read("manifest.json")) as Manifest;
  expect(manifest.filters.units).toEqual(["worker01"]);
  expect(manifest.datasets[0]?.row_count).toBe(0);
});

test("addresses and menus of before lead here with the experiment chosen", async ({ page }) => {
  await open(page);
  const experiment = ((await (await page.request.get("/api/overview")).json()) as { experiment: { experiment: string } }).experiment.experiment;
  await open(page, `/export-data?experiments=${encodeURIComponent(experiment)}`);
  await expect(page).toHaveURL(/\/export\?/);
  await expect(page.getByRole("checkbox", { name: experiment, exact: true })).toBeChecked();
  await open(page);
  await page.getByRole("button", { name: `${experiment}: actions` }).click();
  await page.getByRole("menuitem", { name: "Export data" }).click();
  await expect(page.getByRole("checkbox", { name: experiment, exact: true })).toBeChecked();
  await open(page, "/events");
  await page.getByRole("link", { name: "Export", exact: true }).filter({ visible: true }).last().click();
  await expect(dataset(page, "logs").getByRole("checkbox")).toBeChecked();
});

test("a viewer exports; another viewer can download it, but not delete it", async ({ page, browser }) => {
  test.setTimeout(180_000);
  const viewer = await signedInAs(page, browser, /^viewer/i);
  await openExport(viewer, "?datasets=experiments");
  await go(viewer).click();
  await expect(run(viewer)).toHaveAttribute("data-run-outcome", "succeeded", { timeout: 90_000 });
  await openExport(page);
  const row = page.locator('[data-table="exports"] tbody tr').first();
  await expect(row.getByRole("link", { name: /^Download export_/ })).toBeVisible();
  await expect(row.getByRole("button", { name: /^Delete export_/ })).toBeVisible();
  await viewer.context().close();
});

for (const scheme of ["light", "dark"] as const)
  for (const width of [390, 820, 1440])
    test(`the page is accessible and fits, ${scheme} at ${width}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: scheme });
      await page.setViewportSize({ width, height: 900 });
      await openExport(page);
      await expect(page.locator("[data-preview] table, [data-preview] p").first()).toBeVisible();
      expect(await sideways(page)).toBe(0);
      expect(await violations(page)).toEqual([]);
    });
