import { expect, test } from "@playwright/test";

import { ensureCulture, open, points, units } from "./cluster";

test.beforeEach(({ page, baseURL }) => ensureCulture(page, baseURL));

test("growth curves appear and grow while the page is open", async ({ page }) => {
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  await open(page);
  expect((await units(page)).length).toBeGreaterThanOrEqual(2);
  for (const chart of ["od", "nod", "gr"]) await expect.poll(() => points(page, chart), { timeout: 60_000 }).toBeGreaterThan(30);
  const before = await points(page, "od");
  await expect.poll(() => points(page, "od")).toBeGreaterThan(before);
  // Lines are really painted: pixels in the colour of the first series.
  const painted = await page.locator('[data-chart="od"] .host canvas').evaluate((canvas: HTMLCanvasElement) => {
    const probe = document.createElement("canvas").getContext("2d");
    const context = canvas.getContext("2d");
    if (!probe || !context) return 0;
    probe.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--series-1");
    probe.fillRect(0, 0, 1, 1);
    const [r, g, b] = probe.getImageData(0, 0, 1, 1).data;
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    let n = 0;
    for (let i = 0; i < data.length; i += 4) if (data[i] === r && data[i + 1] === g && data[i + 2] === b) n += 1;
    return n;
  });
  expect(painted).toBeGreaterThan(50);
  expect(errors).toEqual([]);
});

test("the now strip says how many units measure and how fast they grow", async ({ page }) => {
  await open(page);
  const strip = page.locator("[data-now]");
  await expect(strip).toContainText(/\d of \d+ measuring/);
  await expect(strip).toContainText("1/h", { timeout: 60_000 });
  await expect(strip).toContainText("Newest reading");
});

test("window, scale, hidden lines and zoom stand in the address", async ({ page }) => {
  await open(page);
  await expect.poll(() => points(page, "od")).toBeGreaterThan(10);
  await page.getByRole("button", { name: "1 h", exact: true }).click();
  await page.getByRole("button", { name: "Clock" }).click();
  await page.getByRole("group", { name: "Series" }).getByRole("button").first().click();
  await expect(page).toHaveURL(/w=1h/);
  await expect(page).toHaveURL(/scale=clock/);
  await expect(page).toHaveURL(/hide=/);
  await page.reload();
  await expect(page.getByRole("button", { name: "1 h", exact: true })).toHaveAttribute("aria-pressed", "true");
  await expect(page.getByRole("group", { name: "Series" }).getByRole("button").first()).toHaveAttribute("aria-pressed", "false");
  const host = page.locator('[data-chart="od"] .host');
  const box = await host.boundingBox();
  if (!box) throw new Error("The chart has no place.");
  await page.mouse.move(box.x + box.width * 0.5, box.y + 60);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.8, box.y + 70, { steps: 6 });
  await page.mouse.up();
  await expect(page).toHaveURL(/w=\d+%7E\d+|w=\d+~\d+/);
  await page.getByRole("button", { name: "Back to live" }).first().click();
  await expect(page.getByRole("button", { name: "24 h" })).toHaveAttribute("aria-pressed", "true");
});

test("the simulator's truth can be laid over the readings", async ({ page }) => {
  await open(page);
  await page.getByRole("button", { name: "Show truth" }).click();
  await expect(page.locator("a.urow .truth").first()).toContainText(/true \d/);
  await expect(page.locator(".truthnote")).toContainText("photodiode in volts");
});

test("hovering a growth curve tells its values at that moment", async ({ page }) => {
  await open(page);
  await expect.poll(() => points(page, "gr"), { timeout: 60_000 }).toBeGreaterThan(30);
  await page.locator('[data-chart="gr"] .host').hover({ position: { x: 500, y: 60 } });
  await expect(page.locator(".tip")).toContainText(/min/);
});
