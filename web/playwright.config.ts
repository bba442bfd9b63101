import { defineConfig } from "@playwright/test";

// The cluster under test: a one-time sign-in link, which e2e/sign-in.ts uses.
const address = process.env.PIO_E2E_URL ?? "http://127.0.0.1:8080/";

export default defineConfig({
  testDir: "e2e",
  globalSetup: "./e2e/sign-in.ts",
  // One cluster, one after the other: scenarios start and stop its jobs.
  workers: 1,
  fullyParallel: false,
  timeout: 90_000,
  expect: { timeout: 20_000 },
  reporter: [["list"]],
  use: {
    baseURL: new URL("/", address).href,
    // Requests are played and refused in front of the page; only the scenario of the missing leader wants the worker too.
    serviceWorkers: "block",
    storageState: "test-results/session.json",
    viewport: { width: 1440, height: 1000 },
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    },
  },
});
