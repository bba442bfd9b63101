import { chromium, type FullConfig } from "@playwright/test";

/** Opens the address with its key once; all scenarios share the session that it gives. */
export default async function signIn(config: FullConfig): Promise<void> {
  const address = process.env.PIO_E2E_URL;
  if (!address) throw new Error("Set PIO_E2E_URL to the address that the start of the cluster printed, with its key.");
  const use = config.projects[0]?.use;
  const browser = await chromium.launch(use?.launchOptions ?? {});
  const page = await browser.newPage();
  await page.goto(address);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.context().storageState({ path: "test-results/session.json" });
  await browser.close();
}
