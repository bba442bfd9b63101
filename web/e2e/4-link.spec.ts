import { expect, test, type WebSocketRoute } from "@playwright/test";

import { ensureCulture, job, open, someWorker } from "./cluster";

test.beforeEach(({ page, baseURL }) => ensureCulture(page, baseURL));

test("a lost link makes every value stale within 5 s; it comes back without a reload", async ({ page }) => {
  const unit = await someWorker(page);
  let isCut = false;
  const live: WebSocketRoute[] = [];
  await page.routeWebSocket(/mqtt/, (socket) => {
    if (isCut) return void socket.close();
    live.push(socket);
    const server = socket.connectToServer();
    // A cut cable: nothing comes, and nobody says so.
    server.onMessage((message) => void (isCut ? null : socket.send(message)));
    socket.onMessage((message) => void (isCut ? null : server.send(message)));
  });
  await open(page);
  await expect(page.locator("a.urow.is-stale")).toHaveCount(0);
  isCut = true;
  await expect(page.locator('[data-banner="lost"]')).toBeVisible({ timeout: 6500 });
  await expect(page.locator('[data-banner="lost"]')).toContainText(/No live link to the leader for \d+ s\. Everything below is as of \d\d:\d\d:\d\d/);
  await expect(page.locator("a.urow")).toHaveCount(await page.locator("a.urow.is-stale").count());
  await expect(page.locator("[data-link]")).toHaveAttribute("data-link", "down");

  await page.locator(`a.urow[data-unit="${unit}"]`).click();
  const row = job(page, "stirring");
  await expect(row.getByRole("button", { name: "Pause stirring" })).toHaveAttribute("aria-disabled", "true");
  await expect(row.getByRole("button", { name: "Pause stirring" })).toHaveAccessibleDescription(/live link/);
  await expect(row.getByRole("button", { name: "Stop stirring" })).not.toHaveAttribute("aria-disabled", "true");

  isCut = false;
  await expect(page.locator("[data-link]")).toHaveAttribute("data-link", /live|catching_up/, { timeout: 15_000 });
  await expect(page.locator("[data-banner]")).toHaveCount(0, { timeout: 20_000 });
  await expect(row.getByRole("button", { name: "Pause stirring" })).not.toHaveAttribute("aria-disabled", "true");
  expect(live.length).toBeGreaterThanOrEqual(2);
});

test("without a session the page asks who the person is, and lets them in", async ({ page }) => {
  await page.route("**/api/session", (route) => route.fulfill({ status: 401, json: { error: "Nobody is signed in.", status: 401, cause: null, remediation: null } }));
  await page.goto("/");
  const form = page.locator('[data-gate="sign-in"]');
  await expect(form.getByLabel("User name")).toBeVisible();
  await form.getByRole("button", { name: "Sign in" }).click();
  await expect(form.getByRole("alert")).toContainText("Enter your user name");
  await form.getByLabel("User name").fill("nobody");
  await form.getByLabel("Password").fill("not the password");
  await page.keyboard.press("Enter");
  await expect(form.getByRole("alert")).toContainText("do not fit");
});
