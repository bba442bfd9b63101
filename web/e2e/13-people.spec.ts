import { expect, test } from "@playwright/test";

import { violations } from "./axe";
import { open } from "./cluster";
import { fresh, letIn } from "./people";

const PASSWORD = "grows in warm broth";

test("a person is let in, signs in once by a link, sets a password, looks but changes nothing, and is removed", async ({ page, browser }) => {
  const name = fresh();
  const link = await letIn(page, name, /^viewer/);
  const row = page.locator(`[data-user="${name}"]`);
  await expect(row).toContainText("no password yet");

  const theirs = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  const other = await theirs.newPage();
  await other.goto(link);
  await expect(other.locator(`[data-me="${name}"]`)).toBeVisible();
  expect(other.url()).not.toContain("sign-in=");
  await open(other, "/people");
  await expect(other.getByRole("heading", { level: 1 })).toHaveText("Your account");
  await expect(other.getByRole("tab")).toHaveCount(0);
  await other.getByRole("button", { name: "Change password" }).click();
  await other.getByLabel("New password").fill(PASSWORD);
  await other.getByLabel("Password again").fill(PASSWORD);
  await other.getByRole("dialog").getByRole("button", { name: "Change password" }).click();
  await expect(other.getByRole("status")).toContainText("Your password is changed");

  const refused = await other.request.post("/api/experiments", { headers: { origin: new URL(link).origin }, data: { experiment: "not by a viewer" } });
  expect(refused.status()).toBe(403);

  await other.getByRole("button", { name: new RegExp(`^${name}, viewer`) }).click();
  await other.getByRole("menuitem", { name: "Sign out" }).click();
  const gate = other.locator('[data-gate="sign-in"]');
  await gate.getByLabel("User name").fill(name);
  await gate.getByLabel("Password").fill(PASSWORD);
  await other.keyboard.press("Enter");
  await expect(other.locator(`[data-me="${name}"]`)).toBeVisible();
  await theirs.clearCookies();
  await other.goto(link);
  await expect(gate.getByRole("alert")).toContainText("works no more");
  await theirs.close();

  await page.reload();
  await row.getByRole("button", { name: `${name}: more` }).click();
  await page.getByRole("menuitem", { name: "Remove" }).click();
  await page.getByRole("dialog").getByRole("button", { name: `Remove ${name}` }).click();
  await expect(row).toHaveCount(0);

  await page.getByRole("tab", { name: "Audit" }).click();
  await page.getByLabel("Search").fill(name);
  const trail = page.locator("[data-table=audit]");
  await expect(trail).toContainText("Let somebody in no more");
  await expect(trail).toContainText("403 FORBIDDEN");
  await expect(trail).not.toContainText(PASSWORD);
  await page.getByRole("button", { name: "Check that it is whole" }).click();
  await expect(page.getByRole("status")).toContainText("none changed or missing");
});

test("a token is made, works for a script, and is revoked", async ({ page, playwright, baseURL }) => {
  await open(page, "/people?tab=tokens");
  const name = `script ${Date.now() % 1_000_000}`;
  await page.getByRole("button", { name: "Make a token" }).click();
  const form = page.getByRole("dialog", { name: "Make a token" });
  await form.getByRole("button", { name: "Make the token" }).click();
  await expect(form.getByRole("alert")).toContainText("Enter a name");
  await form.getByLabel("Name").fill(name);
  await form.getByRole("radio", { name: /^viewer/ }).check();
  await form.getByRole("button", { name: "Make the token" }).click();
  const token = await page.locator("[data-secret]").inputValue();
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
  const script = await playwright.request.newContext({ baseURL: baseURL ?? "", extraHTTPHeaders: { authorization: `Bearer ${token}` } });
  expect((await script.get("/api/units")).status()).toBe(200);
  expect((await script.post("/api/experiments", { data: { experiment: "not by this token" } })).status()).toBe(403);
  await page.getByRole("button", { name: `Revoke ${name}` }).click();
  await expect(page.locator(`[data-token="${name}"]`)).toHaveCount(0);
  expect((await script.get("/api/units")).status()).toBe(401);
  await script.dispose();
});

for (const theme of ["light", "dark"] as const) {
  test(`axe finds nothing where somebody signs in or claims, nor in the dialogs of people, ${theme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme });
    await page.route("**/api/session", (route) => route.fulfill({ status: 401, json: { error: "Nobody is signed in.", status: 401, cause: null, remediation: null } }));
    await page.goto("/");
    await expect(page.locator('[data-gate="sign-in"]')).toBeVisible();
    expect(await violations(page), "sign in").toEqual([]);
    await page.route("**/api/sign_in", (route) => route.fulfill({ json: { is_claimed: false, cluster_name: "North bench" } }));
    await page.goto("about:blank"); // another fragment alone would load nothing
    await page.goto("/#claim=ABCD-EFGH-JKMN-PQRS");
    const claim = page.locator('[data-gate="claim"]');
    await expect(claim.getByLabel("Password again")).toBeVisible();
    expect(await violations(page), "claim").toEqual([]);
    for (const width of [390, 320]) {
      await page.setViewportSize({ width, height: 844 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    }
    await page.setViewportSize({ width: 1440, height: 1000 });
    await page.unrouteAll();
    await open(page, "/people");
    for (const button of ["Let somebody in", "Make a token", "Change password"]) {
      await page.getByRole("button", { name: button }).click();
      await expect(page.getByRole("dialog")).toBeVisible();
      expect(await violations(page), button).toEqual([]);
      await page.keyboard.press("Escape");
    }
  });
}
