import { expect, test } from "@playwright/test";

import { violations } from "./axe";
import { open, sideways } from "./cluster";

test("the documentation opens from the app, is searched and fits a phone, with nothing from elsewhere", async ({ page, baseURL }) => {
  const complaints: string[] = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("request", (request) => request.url().startsWith(baseURL ?? "") || request.url().startsWith("data:") || complaints.push(request.url()));
  await open(page, "/");
  await page.getByRole("link", { name: "Documentation" }).click();
  await expect(page).toHaveURL(/\/docs\/$/);
  await page.getByRole("link", { name: "Getting started" }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: "Getting started" })).toBeVisible();

  await page.getByRole("textbox", { name: "Search" }).fill("claim code");
  await page.locator(".md-search-result__link").first().click();
  await expect(page).toHaveURL(/cluster\.html/);

  await page.goto("/docs/cluster.html");
  for (const [colorScheme, name] of [["light", "default"], ["dark", "slate"]] as const) {
    await page.emulateMedia({ colorScheme });
    await expect(page.locator("body")).toHaveAttribute("data-md-color-scheme", name);
    expect(await violations(page), colorScheme).toEqual([]);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await sideways(page)).toBeLessThanOrEqual(0);
  await page.setViewportSize({ width: 1440, height: 1000 });
  await page.getByRole("link", { name: "Pioreactor" }).first().click();
  await expect(page).toHaveURL(baseURL ?? "/");
  expect(complaints).toEqual([]);
});
