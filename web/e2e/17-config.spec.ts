import { expect, test, type Locator, type Page } from "@playwright/test";

import { violations } from "./axe";
import { ensureCulture, open, sideways } from "./cluster";
import { signedInAs } from "./people";

const RPM = "stirring.config initial_target_rpm";
const option = (page: Page, name: string): Locator => page.locator(`[data-option="${name}"]`);
const draft = (page: Page): Locator => page.locator("[data-draft]");
const dialog = (page: Page, name: string): Locator => page.getByRole("dialog", { name });
const shared = async (page: Page): Promise<string> => (await page.request.get("/api/config/shared")).text();
const own = async (page: Page, unit: string): Promise<string> => (await page.request.get(`/api/config/units/${unit}/specific`)).text();
const holds = async (page: Page, unit: string): Promise<string | null | undefined> =>
  ((await (await page.request.get(`/api/config/units/${unit}`)).json()) as { configs: Record<string, Record<string, Record<string, string | null>>> }).configs[unit]?.["stirring.config"]?.["initial_target_rpm"];

const before: { shared: string; own: string } = { shared: "", own: "" };

test.beforeEach(async ({ page }) => {
  before.shared = await shared(page);
  before.own = await own(page, "worker02");
});

test.afterEach(async ({ page, baseURL }) => {
  const headers = { origin: new URL(baseURL ?? "/").origin };
  await page.request.patch("/api/config/shared", { headers, data: { code: before.shared } });
  await page.request.patch("/api/config/units/worker02/specific", { headers, data: { code: before.own } });
});

test("a value is changed in the form; diff, units and jobs come before it is saved, an outcome per unit after", async ({ page, baseURL }) => {
  test.setTimeout(240_000);
  await ensureCulture(page, baseURL);
  await open(page, "/config");
  await expect(page.locator(".pagehead .meta")).toContainText("all 3 units have it");
  await page.getByLabel("Search").fill("initial target rpm");
  const row = option(page, RPM);
  await expect(row).toHaveAttribute("data-layer", "default");
  await expect(row).toContainText("RPM at start");
  await expect(row).toContainText("0 to 5000");
  await expect(row.getByRole("textbox")).toHaveAttribute("placeholder", "500, default");
  await row.getByRole("textbox").fill("9000");
  await expect(row.getByRole("alert")).toContainText("must be from 0 to 5000");
  await expect(draft(page).getByRole("button", { name: "Look at the changes" })).toHaveAccessibleDescription("Correct what is marked first.");
  await row.getByRole("textbox").fill("431");
  await expect(row.getByRole("alert")).toHaveCount(0);
  await expect(draft(page)).toContainText("1 changed value");

  await draft(page).getByRole("button", { name: "Look at the changes" }).click();
  const question = dialog(page, "Save the shared file?");
  await expect(question.getByRole("region", { name: "Differences" })).toContainText("initial_target_rpm = 431");
  const effect = question.locator('[data-effect="worker01"]');
  await expect(effect).toContainText("initial_target_rpm: 500 to 431", { timeout: 30_000 });
  await expect(effect).toContainText("stirring runs on with the old values until the next start");
  expect(await shared(page)).toBe(before.shared);
  await question.getByRole("button", { name: "Save for all units" }).click();
  for (const unit of ["leader01", "worker01", "worker02"]) await expect(page.locator(`[data-saved-on="${unit}"]`)).toContainText("applied", { timeout: 40_000 });
  await expect(draft(page)).toHaveCount(0);
  await expect(row).toHaveAttribute("data-layer", "shared");
  expect(await shared(page)).toContain("initial_target_rpm = 431");
  expect(await holds(page, "worker01")).toBe("431");

  // A unit of its own mind.
  await page.getByLabel("File", { exact: true }).selectOption("worker02");
  await expect(row).toHaveAttribute("data-layer", "shared");
  await expect(row.getByRole("textbox")).toHaveAttribute("placeholder", "431, shared");
  await row.getByRole("textbox").fill("222");
  await draft(page).getByRole("button", { name: "Look at the changes" }).click();
  const own02 = dialog(page, "Save the file of worker02?");
  await expect(own02.locator("[data-effect]")).toHaveCount(1);
  await own02.getByRole("button", { name: "Save for worker02" }).click();
  await expect(own02).toHaveCount(0, { timeout: 40_000 });
  await expect(page.locator('[data-saved-on="worker02"]')).toContainText("applied", { timeout: 40_000 });
  await expect(row).toHaveAttribute("data-layer", "own");
  expect(await holds(page, "worker02")).toBe("222");
  await row.getByRole("button", { name: /^Take initial_target_rpm out/ }).click();
  await expect(row).toHaveAttribute("data-layer", "shared");
  await draft(page).getByRole("button", { name: "Drop the changes" }).click();
  await expect(row).toHaveAttribute("data-layer", "own");
});

test("an unknown key is told at its line with what was meant, and the file is not saved", async ({ page }) => {
  await open(page, "/config?view=text");
  const area = page.getByLabel("Text of the file");
  await expect(area).toHaveValue(before.shared);
  const code = `${before.shared}\n[stirring.config]\ninitial_target_rmp = 300\n`;
  const line = code.split("\n").indexOf("initial_target_rmp = 300") + 1;
  await area.fill(code);
  const fault = page.locator(`[data-fault="${line}"]`);
  await expect(fault).toContainText("Did you mean 'initial_target_rpm'?");
  await expect(page.locator(".code .wrong")).toHaveText("initial_target_rmp = 300\n");
  await fault.getByRole("button", { name: `Line ${line}` }).click();
  await expect(area).toBeFocused();
  expect(await area.evaluate((one: HTMLTextAreaElement) => one.value.slice(one.selectionStart, one.selectionEnd))).toBe("initial_target_rmp = 300");
  await expect(draft(page).getByRole("button", { name: "Look at the changes" })).toHaveAttribute("aria-disabled", "true");

  await page.keyboard.type("initial_target_rpm = 300");
  await expect(page.locator("[data-fault]")).toHaveCount(0);
  // What is typed as text stands in the form, and on another page it is not lost.
  await page.getByRole("tab", { name: "Form" }).click();
  await page.getByLabel("Search").fill("initial target rpm");
  await expect(option(page, RPM).getByRole("textbox")).toHaveValue("300");
  await page.getByRole("link", { name: "Inventory" }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: "Inventory" })).toBeVisible();
  await page.keyboard.press("g");
  await page.keyboard.press("f");
  await expect(draft(page)).toContainText("1 changed value");
  await draft(page).getByRole("button", { name: "Drop the changes" }).click();
  expect(await shared(page)).toBe(before.shared);
});

test("an earlier version is compared and restored, as a new version; all files come in one archive", async ({ page, baseURL }) => {
  test.setTimeout(180_000);
  const headers = { origin: new URL(baseURL ?? "/").origin };
  const mark = `colour = ${Date.now() % 1_000_000}`;
  expect((await page.request.patch("/api/config/shared", { headers, data: { code: `${before.shared}\n[my_plugin]\n${mark}\n` } })).ok()).toBe(true);
  await open(page, "/config?view=history");
  const versions = page.locator("[data-version]");
  await expect(versions.first()).toContainText("present");
  const diff = page.getByRole("region", { name: "Differences" });
  await expect(diff).toContainText(mark);
  await versions.nth(1).click();
  await page.getByRole("button", { name: "the file as it is" }).click();
  await expect(diff).toContainText(mark);
  await page.getByRole("button", { name: /^Restore version/ }).click();
  await dialog(page, "Save the shared file?").getByRole("button", { name: "Save for all units" }).click();
  await expect(page.locator('[data-saved-on="worker01"]')).toContainText("applied", { timeout: 40_000 });
  expect(await shared(page)).not.toContain(mark);

  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download all (ZIP)" }).click();
  expect((await download).suggestedFilename()).toMatch(/^pioreactor_config_.*\.zip$/);
});

test("two who save at once: the second is told, and what the first has saved is not lost", async ({ page, baseURL }) => {
  test.setTimeout(180_000);
  await open(page, "/config?view=text");
  const area = page.getByLabel("Text of the file");
  await area.fill(`${before.shared}\n[my_plugin]\nmine = 1\n`);
  const headers = { origin: new URL(baseURL ?? "/").origin };
  const theirs = `${before.shared}\n[my_plugin]\ntheirs = 1\n`;
  expect((await page.request.patch("/api/config/shared", { headers, data: { code: theirs } })).ok()).toBe(true);
  await draft(page).getByRole("button", { name: "Look at the changes" }).click();
  const question = dialog(page, "Save the shared file?");
  await question.getByRole("button", { name: "Save for all units" }).click();
  await expect(question.getByRole("alert")).toContainText("Look at what was changed meanwhile", { timeout: 40_000 });
  expect(await shared(page)).toBe(theirs);
  // The comparison is now with their file.
  await expect(question.getByRole("region", { name: "Differences" })).toContainText("theirs = 1");
  await page.keyboard.press("Escape");
  await draft(page).getByRole("button", { name: "Drop the changes" }).click();
  await expect(area).toHaveValue(theirs);
});

test("a viewer sees what holds and changes nothing", async ({ page, browser }) => {
  const other = await signedInAs(page, browser, /^viewer/);
  const asked: string[] = [];
  other.on("request", (request) => request.method() !== "GET" && asked.push(request.url()));
  await open(other, "/config?find=initial+target+rpm");
  await expect(other.getByText("Needs the role admin; yours is viewer.").first()).toBeVisible();
  await expect(option(other, RPM).getByRole("textbox")).not.toBeEditable();
  await open(other, "/config?view=text");
  await expect(other.getByLabel("Text of the file")).not.toBeEditable();
  await open(other, "/config?view=history");
  await expect(other.getByRole("button", { name: /^Restore version/ })).toHaveAttribute("aria-disabled", "true");
  expect(asked).toEqual([]);
  await other.context().close();
});

test("the configuration reads well everywhere", async ({ page }) => {
  test.setTimeout(180_000);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await open(page, "/config?find=stirring");
    await option(page, RPM).getByRole("textbox").fill("9000");
    await expect(option(page, RPM).getByRole("alert")).toBeVisible();
    expect(await violations(page), `form, ${colorScheme}`).toEqual([]);
    await option(page, RPM).getByRole("textbox").fill("300");
    await draft(page).getByRole("button", { name: "Look at the changes" }).click();
    await expect(page.locator("[data-effect]")).toHaveCount(3, { timeout: 40_000 });
    expect(await violations(page), `dialog, ${colorScheme}`).toEqual([]);
    await page.keyboard.press("Escape");
    for (const view of ["Text", "History"]) {
      await page.getByRole("tab", { name: view }).click();
      await expect(page.locator(view === "Text" ? ".code" : ".versions")).toBeVisible();
      expect(await violations(page), `${view}, ${colorScheme}`).toEqual([]);
    }
    await draft(page).getByRole("button", { name: "Drop the changes" }).click();
  }
  for (const width of [820, 390, 320]) {
    await page.setViewportSize({ width, height: 844 });
    for (const view of ["form", "text", "history"]) {
      await open(page, `/config?view=${view}&find=stirring`);
      await expect(page.locator({ form: ".cfgsec", text: ".code", history: ".versions" }[view] as string).first()).toBeVisible();
      expect(await sideways(page), `${view} at ${width}`).toBeLessThanOrEqual(0);
    }
  }
});
