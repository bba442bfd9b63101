// Pictures of the README, from a running demo: PIO_E2E_URL=http://…/#sign-in=… npm run images
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { chromium } from "@playwright/test";

const address = process.env.PIO_E2E_URL;
if (!address) throw new Error("Set PIO_E2E_URL to a one-time sign-in link: `make demo` prints one.");
const folder = fileURLToPath(new URL("../../docs/images/", import.meta.url));
const PICTURES = [
  { name: "overview-light", path: "/", colorScheme: "light", width: 1440, height: 1000 },
  { name: "overview-dark", path: "/", colorScheme: "dark", width: 1440, height: 1000 },
  { name: "unit-dark", path: "/units/worker01", colorScheme: "dark", width: 1440, height: 1000 },
  { name: "overview-phone", path: "/", colorScheme: "light", width: 390, height: 844 },
];

mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"] });
const entrance = await browser.newPage();
await entrance.goto(address);
await entrance.locator("[data-me]").waitFor();
const storageState = await entrance.context().storageState();
for (const { name, path, colorScheme, width, height } of PICTURES) {
  const context = await browser.newContext({ storageState, viewport: { width, height }, colorScheme, hasTouch: width < 640, isMobile: width < 640 });
  const page = await context.newPage();
  await page.goto(new URL(path, address).href);
  await page.waitForFunction(() => Number(document.querySelector('[data-chart="od"]')?.getAttribute("data-points") ?? 0) > 30);
  // Live values, ages and the last chart settle.
  await page.waitForTimeout(2500);
  await page.screenshot({ path: `${folder}${name}.png` });
  await context.close();
}
await browser.close();
