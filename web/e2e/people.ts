import type { Browser, Page } from "@playwright/test";

import { open } from "./cluster";

/** Lets somebody in and returns the link that the page shows once. */
export async function letIn(page: Page, name: string, role: RegExp): Promise<string> {
  await open(page, "/people");
  await page.getByRole("button", { name: "Let somebody in" }).click();
  const form = page.getByRole("dialog", { name: "Let somebody in" });
  await form.getByLabel("User name").fill(name);
  await form.getByRole("radio", { name: role }).check();
  await form.getByRole("button", { name: /Let in/ }).click();
  const shown = page.getByRole("dialog", { name: `One-time link for ${name}` });
  const link = await shown.locator("[data-secret]").inputValue();
  await shown.getByRole("button", { name: "Close" }).click();
  return link;
}

/** A name that no earlier run has used. */
export const fresh = (): string => `theo${Date.now() % 1_000_000}`;

/** Another browser in which somebody with this role is signed in; the caller closes it (`page.context().close()`). */
export async function signedInAs(page: Page, browser: Browser, role: RegExp): Promise<Page> {
  const name = fresh();
  const link = await letIn(page, name, role);
  const other = await (await browser.newContext({ storageState: { cookies: [], origins: [] }, viewport: { width: 1440, height: 1000 } })).newPage();
  await other.goto(link);
  await other.locator(`[data-me="${name}"]`).waitFor();
  return other;
}
