import { expect, test, type Locator, type Page } from "@playwright/test";

import { violations } from "./axe";
import { job, open } from "./cluster";
import { signedInAs } from "./people";

const VIEWER = "Needs the role operator; yours is viewer. An admin can change that.";
const OPERATOR = "Needs the role admin; yours is operator. An admin can change that.";

/** The control is there, cannot be pressed, and says why. */
async function expectForbidden(control: Locator, why: string): Promise<void> {
  await expect(control).toHaveAttribute("aria-disabled", "true");
  await expect(control).toHaveAccessibleDescription(why);
}

/** Requests that would change something. */
function changes(page: Page): string[] {
  const seen: string[] = [];
  page.on("request", (request) => {
    if (!["GET", "HEAD"].includes(request.method())) seen.push(`${request.method()} ${new URL(request.url()).pathname}`);
  });
  return seen;
}

test("a viewer sees every control greyed with the reason, and none of them asks for anything", async ({ page, browser }) => {
  test.setTimeout(180_000);
  const other = await signedInAs(page, browser, /^viewer/);
  const asked = changes(other);

  await open(other, "/");
  for (const name of ["Stop all", "Record note"]) await expectForbidden(other.getByRole("button", { name }), VIEWER);
  await other.getByRole("button", { name: "Stop all" }).click({ force: true });
  await other.keyboard.press("Shift+Escape");
  const question = other.getByRole("dialog");
  await expectForbidden(question.getByRole("button", { name: "Stop all" }), VIEWER);
  await question.getByRole("button", { name: "Stop all" }).click({ force: true });
  await other.keyboard.press("Escape");
  await other.keyboard.press("Shift+Escape");
  await other.keyboard.press("Shift+Escape");
  await other.keyboard.press("Escape");
  await other.locator(".expsel").click();
  await expectForbidden(other.getByRole("button", { name: "New experiment" }), VIEWER);
  await other.keyboard.press("Escape");

  await open(other, "/units/worker01");
  await expectForbidden(job(other, "stirring").getByRole("button", { name: /^(Stop|Start)/ }).first(), VIEWER);
  await expectForbidden(other.getByRole("button", { name: "Dose" }), VIEWER);
  await expectForbidden(other.getByRole("button", { name: /^Rename/ }), VIEWER);
  const speed = other.getByRole("button", { name: /^Change .*, now / }).first();
  await expectForbidden(speed, VIEWER);
  await speed.click({ force: true });
  await expect(other.locator(".spedit")).toHaveCount(0);
  expect(await violations(other)).toEqual([]);
  await other.keyboard.press("d");
  await expect(other.getByRole("dialog")).toHaveCount(0);

  await open(other, "/inventory?dialog=clocks");
  const clocks = other.getByRole("dialog", { name: "Clocks of the cluster" });
  for (const name of ["Set to this computer's time", "Step the workers to the leader"]) await expectForbidden(clocks.getByRole("button", { name }), "Needs the role admin; yours is viewer. An admin can change that.");
  await other.keyboard.press("Escape");
  await other.getByRole("button", { name: "worker01: actions" }).click();
  const remove = other.getByRole("menuitem", { name: /^Remove/ });
  await expect(remove).toHaveAttribute("aria-disabled", "true");
  await expect(remove).toContainText("Needs the role admin; yours is viewer.");
  await remove.click({ force: true });
  await expect(other.getByRole("dialog")).toHaveCount(0);
  expect(asked).toEqual([]);
  await other.context().close();
});

test("on the pages Alarms and People a viewer changes nothing of others", async ({ page, browser, baseURL }) => {
  test.setTimeout(240_000);
  const headers = { origin: new URL(baseURL ?? "/").origin };
  const other = await signedInAs(page, browser, /^viewer/);
  const asked = changes(other);
  // A bottle that is nearly empty is an alarm that somebody has to see.
  const emptied = await page.request.patch("/api/units/worker01/bottles", { headers, data: { contents_ml: { media: 0.5 }, by: "test" } });
  expect(emptied.ok(), await emptied.text()).toBe(true);
  await open(other, "/alarms");
  const acknowledge = other.getByRole("button", { name: /^Acknowledge/ }).first();
  await expect(acknowledge).toBeVisible({ timeout: 90_000 });
  await expectForbidden(acknowledge, VIEWER);
  await acknowledge.click({ force: true });
  await other.keyboard.press("a");
  await open(other, "/people");
  await expect(other.getByRole("button", { name: "Let somebody in" })).toHaveCount(0);
  await expect(other.getByRole("tab")).toHaveCount(0);
  await expect(other.locator("[data-user]")).toHaveCount(0);
  expect(asked).toEqual([]);
  await page.request.patch("/api/units/worker01/bottles", { headers, data: { contents_ml: { media: 1000 }, by: "test" } });
  await other.context().close();
});

test("an operator runs experiments and decides about no unit", async ({ page, browser }) => {
  const other = await signedInAs(page, browser, /^operator/);
  await open(other, "/");
  await expect(other.getByRole("button", { name: "Stop all" })).not.toHaveAttribute("aria-disabled");
  await open(other, "/inventory");
  await other.getByRole("button", { name: "worker01: actions" }).click();
  await expect(other.getByRole("menuitem", { name: "Identify" })).not.toHaveAttribute("aria-disabled");
  await expect(other.getByRole("menuitem", { name: /^Choose the model/ })).toContainText(OPERATOR);
  await other.keyboard.press("Escape");
  await open(other, "/upgrades");
  await expectForbidden(other.locator(".pagehead").getByRole("button", { name: "Upgrade" }), OPERATOR);
  await other.context().close();
});
