import { chromium, type FullConfig } from "@playwright/test";

/** Opens the one-time link once; all scenarios share the session that it gives. */
export default async function signIn(config: FullConfig): Promise<void> {
  const address = process.env.PIO_E2E_URL;
  if (!address) throw new Error("Set PIO_E2E_URL to a one-time sign-in link: `make demo` prints one, `pio users link` another.");
  const use = config.projects[0]?.use;
  const browser = await chromium.launch(use?.launchOptions ?? {});
  const page = await browser.newPage();
  await page.goto(address);
  await page.locator("[data-me]").waitFor();
  await page.context().storageState({ path: "test-results/session.json" });
  await browser.close();
}
