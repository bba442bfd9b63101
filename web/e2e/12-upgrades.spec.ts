import { copyFileSync, readdirSync } from "node:fs";

import { expect, test, type Locator, type Page } from "@playwright/test";

import { violations } from "./axe";
import { open, sideways } from "./cluster";

// Bundles, and playbooks whose units play their change; made by tests/browser. Elsewhere nothing is upgraded.
const folder = process.env.PIO_E2E_UPGRADES ?? "";
test.skip(folder === "", "PIO_E2E_UPGRADES names no folder.");

const bundle = (key: string): string => {
  const place = `${folder}/by-${key}-0`;
  return `${place}/${readdirSync(place).find((name) => name.endsWith(".tar"))}`;
};
const run = (page: Page): Locator => page.locator("[data-run]");
const unit = (page: Page, name: string): Locator => page.locator(`[data-run-unit="${name}"]`);

/** Lets the last run end, whatever a scenario before has left. */
async function quiet(page: Page, baseURL: string | undefined): Promise<void> {
  const headers = { origin: new URL(baseURL ?? "/").origin };
  const now = async (): Promise<string> => ((await (await page.request.get("/api/upgrades")).json()) as { run: { outcome: string } | null }).run?.outcome ?? "none";
  if (["asked", "running"].includes(await now())) await page.request.post("/api/upgrades/stop", { headers });
  await expect.poll(now, { timeout: 60_000 }).not.toMatch(/asked|running/);
}

test.afterEach(async ({ page, baseURL }) => {
  copyFileSync(`${folder}/units/worker02/well.json`, `${folder}/units/worker02/way.json`);
  await quiet(page, baseURL);
});

async function start(page: Page): Promise<void> {
  await open(page, "/upgrades");
  await page.locator(".pagehead").getByRole("button", { name: "Upgrade" }).click();
  const dialog = page.getByRole("dialog", { name: "Upgrade to 9.1.0" });
  await expect(dialog.locator("[data-planned]")).toHaveCount(3);
  await dialog.getByRole("button", { name: "Upgrade 3 units to 9.1.0" }).click();
  await expect(dialog).toBeHidden();
}

test("a release is uploaded, planned and followed to its end, also while the web server is replaced", async ({ page }) => {
  test.setTimeout(240_000);
  await open(page, "/updates");
  await expect(page).toHaveURL(/\/upgrades/);
  await expect(page.getByRole("heading", { level: 1, name: "Upgrades" })).toBeVisible();
  await expect(page.locator("[data-release-of]")).toHaveCount(3);

  await page.locator("input[type=file]").setInputFiles(bundle("stranger"));
  await expect(page.locator("[data-refused]")).toContainText(/signature of the bundle is not one of/);
  await expect(page.locator("[data-bundle]")).toHaveAttribute("data-bundle", "");
  await page.locator("input[type=file]").setInputFiles(bundle("key"));
  await expect(page.locator("[data-bundle]")).toHaveAttribute("data-bundle", "9.1.0");
  await expect(page.locator("[data-news]").first().locator("li").first()).toHaveText("Charts open twice as fast.");

  await page.locator(".pagehead").getByRole("button", { name: "Upgrade" }).click();
  const dialog = page.getByRole("dialog", { name: "Upgrade to 9.1.0" });
  await expect(dialog.locator("[data-planned]")).toHaveText([/First.*worker01/, /worker02/, /Last.*leader01/]);
  await expect(dialog).toContainText("is copied before the leader changes");
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(run(page)).toHaveCount(0);

  await start(page);
  await expect(unit(page, "worker01")).toHaveAttribute("data-run-state", "running", { timeout: 60_000 });
  await expect(unit(page, "worker01").locator('[aria-current="step"]')).toHaveCount(1);
  await page.route("**/api/**", (route) => route.abort());
  await expect(page.locator('[data-banner="upgrade-silence"]')).toContainText("goes on without it");
  await expect(unit(page, "worker01")).toBeVisible();
  await page.unroute("**/api/**");
  await expect(page.locator('[data-banner="upgrade-silence"]')).toHaveCount(0);

  await expect(run(page)).toHaveAttribute("data-run-outcome", "succeeded", { timeout: 120_000 });
  for (const name of ["worker01", "worker02", "leader01"]) {
    await expect(unit(page, name)).toHaveAttribute("data-run-state", "done");
    await expect(unit(page, name).locator("details")).not.toHaveAttribute("open");
  }
  await expect(page.locator("[data-table=runs] tbody tr").first()).toContainText("3 of 3 units");
});

test("a unit that switched back says to what, why, and what to do; the page reads well everywhere", async ({ page }) => {
  test.setTimeout(240_000);
  copyFileSync(`${folder}/units/worker02/ill.json`, `${folder}/units/worker02/way.json`);
  await open(page, "/upgrades");
  if ((await page.locator("[data-bundle]").getAttribute("data-bundle")) === "") await page.locator("input[type=file]").setInputFiles(bundle("key"));
  await expect(page.locator("[data-bundle]")).toHaveAttribute("data-bundle", "9.1.0");
  await start(page);
  await expect(run(page)).toHaveAttribute("data-run-outcome", "failed", { timeout: 120_000 });
  const ill = unit(page, "worker02");
  await expect(ill).toContainText("Switched back to 0.1.0, running");
  await expect(ill).toContainText("od_reading does not run");
  await expect(ill).toContainText("What to do.");
  await expect(ill.locator('[data-stage="switch"]')).toHaveAttribute("data-stage-state", "undone");
  await expect(run(page).getByRole("button", { name: "Run it again" })).toBeVisible();

  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await open(page, "/upgrades");
    await expect(ill.locator(".remedycard")).toBeVisible();
    expect(await violations(page), colorScheme).toEqual([]);
    await page.locator(".pagehead").getByRole("button", { name: "Upgrade" }).click();
    await expect(page.getByRole("dialog").locator("[data-planned]")).toHaveCount(3);
    expect(await violations(page), `plan, ${colorScheme}`).toEqual([]);
    await page.keyboard.press("Escape");
  }
  for (const width of [820, 390, 320]) {
    await page.setViewportSize({ width, height: 844 });
    await open(page, "/upgrades");
    await expect(ill.locator(".remedycard")).toBeVisible();
    expect(await sideways(page), `at ${width}`).toBeLessThanOrEqual(0);
  }
});
