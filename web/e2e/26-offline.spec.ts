import { expect, test } from "@playwright/test";

import { violations } from "./axe";
import { ensureCulture, open, sideways, units } from "./cluster";

test.use({ serviceWorkers: "allow" });
test.beforeEach(({ page, baseURL }) => ensureCulture(page, baseURL));

test("the page opens without the leader, says so, shows what was known last, and comes back by itself", async ({ page, context }) => {
  await open(page);
  const count = (await units(page)).length;
  // The worker has the shell, and the page has written down what it shows.
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await expect.poll(() => page.evaluate(() => localStorage.getItem("last-known")), { timeout: 15_000 }).toContain("worker01");

  await context.setOffline(true);
  await page.goto("/plate");
  const gate = page.locator('[data-gate="unreachable"]');
  await expect(gate.getByRole("heading", { level: 1 })).toHaveText("No connection to leader01");
  await expect(gate).toContainText("The units go on by themselves.");
  const picture = page.locator("[data-last-known]");
  await expect(picture).toContainText(/at \d\d:\d\d, .* ago\. Nothing below is of now\./);
  await expect(picture.getByRole("row")).toHaveCount(1 + count);
  // It is tried again every five seconds; what stands here stays meanwhile.
  await page.waitForTimeout(7000);
  await expect(picture.getByRole("row")).toHaveCount(1 + count);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await violations(page), colorScheme).toEqual([]);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await sideways(page)).toBeLessThanOrEqual(0);

  await context.setOffline(false);
  await expect(page.getByRole("heading", { level: 1, name: "Plate" })).toBeVisible({ timeout: 20_000 });
  await expect(page.locator("[data-link]")).toHaveAttribute("data-link", "live");
});

test("the page can be installed under the name of the cluster", async ({ page, baseURL }) => {
  await open(page);
  const address = await page.locator('link[rel="manifest"]').getAttribute("href");
  const manifest = await (await page.request.get(address as string)).json();
  expect(manifest).toMatchObject({ start_url: "/", display: "standalone" });
  for (const icon of manifest.icons) {
    const reply = await page.request.get(icon.src);
    expect([icon.src, reply.status(), reply.headers()["content-type"]]).toEqual([icon.src, 200, expect.stringContaining(icon.type)]);
  }
  const session = await page.context().newCDPSession(page);
  await session.send("Page.enable");
  const { installabilityErrors } = await session.send("Page.getInstallabilityErrors");
  // Playwright's pages are private ones, in which nothing is installed.
  expect(installabilityErrors.filter((one) => one.errorId !== "in-incognito"), baseURL).toEqual([]);
});
