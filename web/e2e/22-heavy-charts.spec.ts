import { expect, test } from "@playwright/test";

import { chart } from "./charts";
import { points } from "./cluster";
import { pan, quantile, serveHeavyCharts } from "./heavyCharts";

test("a window over a million readings moves at 60 frames a second", async ({ page }) => {
  test.setTimeout(180_000);
  const window = await serveHeavyCharts(page);
  await page.goto(`/charts?w=${window}`);
  await expect.poll(() => points(page, "od"), { timeout: 90_000 }).toBeGreaterThanOrEqual(1_000_000);
  await expect(chart(page, "od").locator(".legend button")).toHaveCount(10);
  await pan(page, "od", 20);
  const { scriptMs, frameMs } = await pan(page, "od", 120);
  const said = `10 lines of 100 000 readings, per step: script ${scriptMs.toFixed(1)} ms, frame ${quantile(frameMs, 0.5).toFixed(1)} ms in the middle, ${quantile(frameMs, 0.95).toFixed(1)} ms for 95 %`;
  test.info().annotations.push({ type: "speed", description: said });
  process.stdout.write(`${said}\n`);
  // A frame also waits for whatever else the computer does; what the charts answer for is the script of a step.
  expect(scriptMs).toBeLessThanOrEqual(1000 / 60);
});
