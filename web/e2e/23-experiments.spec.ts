import { expect, test, type Locator, type Page } from "@playwright/test";

import { violations } from "./axe";
import { ensureCulture, open, sideways } from "./cluster";
import { signedInAs } from "./people";

interface Row {
  experiment: string;
  description: string | null;
  tags: string[];
  worker_count: number;
}

const headersOf = (baseURL: string | undefined): Record<string, string> => ({ origin: new URL(baseURL ?? "/").origin });
const api = (name: string, rest = ""): string => `/api/experiments/${encodeURIComponent(name)}${rest}`;
const row = (page: Page, name: string): Locator => page.locator(`[data-experiment="${name}"]`);
const names = (page: Page): Promise<string[]> => page.locator("[data-experiment]").evaluateAll((rows) => rows.map((one) => one.getAttribute("data-experiment") ?? ""));
const one = async (page: Page, name: string): Promise<Row> => (await page.request.get(api(name))).json();
const fresh = (word: string): string => `${word} ${Date.now() % 1_000_000}`;

async function made(page: Page, baseURL: string | undefined, name: string, more: Partial<Row> = {}): Promise<string> {
  expect((await page.request.post("/api/experiments", { headers: headersOf(baseURL), data: { experiment: name, ...more } })).ok()).toBe(true);
  return name;
}
/** Removes an experiment with its data; only one deletion at a time is taken on. */
const removed = (page: Page, baseURL: string | undefined, name: string): Promise<void> =>
  expect.poll(async () => (await page.request.delete(`${api(name)}?at_once=true`, { headers: headersOf(baseURL) })).status(), { timeout: 30_000, intervals: [500, 1000] }).toBe(404);

/** Opens the menu of an experiment and picks an action. */
async function pick(page: Page, name: string, action: string): Promise<void> {
  await page.getByRole("button", { name: `${name}: actions` }).click();
  await page.getByRole("menuitem", { name: action }).click();
}

/** The experiment in which the units of the cluster work, and these units. */
async function home(page: Page): Promise<{ name: string; units: string[] }> {
  const overview = (await (await page.request.get("/api/overview")).json()) as { experiment: { experiment: string }; units: { pioreactor_unit: string }[] };
  return { name: overview.experiment.experiment, units: overview.units.map((unit) => unit.pioreactor_unit) };
}

/** Puts units back to work for an experiment. */
async function giveBack(page: Page, baseURL: string | undefined, name: string, units: readonly string[]): Promise<void> {
  for (const unit of units) await page.request.put(api(name, "/workers"), { headers: headersOf(baseURL), data: { pioreactor_unit: unit } });
  await expect.poll(async () => (await one(page, name)).worker_count, { timeout: 30_000 }).toBeGreaterThanOrEqual(units.length);
}

test("experiments are found by words, state and tag, and sorted; all of it stands in the address", async ({ page, baseURL }) => {
  const tag = fresh("tag");
  const early = await made(page, baseURL, fresh("Alpha"), { description: "with quinine", tags: [tag] });
  const late = await made(page, baseURL, fresh("Beta"), { tags: [tag, "other"] });
  const { name } = await home(page);
  await open(page, "/experiments");
  await expect(row(page, name).locator(".chip")).toHaveText("Active");
  await expect(row(page, early).locator(".chip")).toHaveText("Without units");
  expect((await names(page)).slice(0, 2)).toEqual([late, early]);
  await page.getByRole("searchbox").fill("QUININE alpha");
  await expect.poll(() => names(page)).toEqual([early]);
  await expect(page).toHaveURL(/q=QUININE/);
  await page.getByRole("searchbox").fill("");
  await row(page, late).getByRole("button", { name: tag, exact: true }).click();
  await expect.poll(() => names(page)).toEqual([late, early]);
  await page.getByRole("button", { name: "Experiment", exact: true }).click();
  await expect.poll(() => names(page)).toEqual([early, late]);
  await expect(page).toHaveURL(/sort=name/);
  await page.reload();
  await expect.poll(() => names(page)).toEqual([early, late]);
  await page.getByRole("button", { name: "Active", exact: true }).click();
  await expect(page.getByText("No experiment fits.")).toBeVisible();
  await page.getByRole("button", { name: "Show all" }).click();
  await expect(row(page, name)).toBeVisible();
  await row(page, name).getByRole("link", { name }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
  await removed(page, baseURL, early);
  await removed(page, baseURL, late);
});

test("description and tags are changed where they stand, with the keyboard alone", async ({ page, baseURL }) => {
  const name = await made(page, baseURL, fresh("Words"));
  await open(page, "/experiments");
  const description = row(page, name).getByRole("button", { name: `Description of ${name}` });
  await description.focus();
  await page.keyboard.press("Enter");
  await page.keyboard.type("Three strains");
  await page.keyboard.press("Control+Enter");
  await expect(description).toHaveText("Three strains");
  await expect(description).toBeFocused();
  const tags = row(page, name).getByRole("button", { name: `Tags of ${name}` });
  await tags.press("Enter");
  await page.keyboard.type("yeast, 30 °C, yeast");
  await page.keyboard.press("Enter");
  await expect(row(page, name).locator(".tag")).toHaveText(["yeast", "30 °C"]);
  expect(await one(page, name)).toMatchObject({ description: "Three strains", tags: ["yeast", "30 °C"] });
  await tags.press("Enter");
  await page.keyboard.type(`, ${"y".repeat(101)}`);
  await expect(row(page, name).getByRole("alert")).toContainText("too long");
  await page.keyboard.press("Escape");
  await expect(tags).toBeFocused();
  await removed(page, baseURL, name);
});

test("a copy has description, tags, units and labels of its model; ending names what stops, deleting says until when", async ({ page, baseURL }) => {
  test.setTimeout(240_000);
  await ensureCulture(page, baseURL);
  const { name, units } = await home(page);
  const worker = units.find((unit) => unit.startsWith("worker")) ?? "";
  const model = await made(page, baseURL, fresh("Model 1"), { description: "a model", tags: ["m"] });
  await giveBack(page, baseURL, model, [worker]);
  expect((await page.request.put(api(model, "/unit_labels"), { headers: headersOf(baseURL), data: { unit: worker, label: "mutant" } })).ok()).toBe(true);
  const other = `/api/workers/${worker}/jobs/run/job_name/stirring/experiments/${encodeURIComponent(model)}`;
  await page.request.post(other, { headers: headersOf(baseURL), data: {} });

  await open(page, `/experiments?q=${encodeURIComponent(model)}`);
  await pick(page, model, "New one like this");
  const form = page.getByRole("dialog", { name: "New experiment" });
  await expect(form).toContainText(`It had ${worker}; 1 label is copied.`);
  await expect(form.getByLabel("Description")).toHaveValue("a model");
  await expect(form.getByLabel("Tags")).toHaveValue("m");
  await expect(form.getByRole("checkbox", { name: worker })).toBeChecked();
  const copy = await form.getByLabel("Name").inputValue();
  expect(copy).not.toBe(model);
  await form.getByRole("button", { name: "Create with 1 unit" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(copy);
  expect(await (await page.request.get(api(copy, "/unit_labels"))).json()).toEqual({ [worker]: "mutant" });
  expect(await one(page, copy)).toMatchObject({ description: "a model", tags: ["m"], worker_count: 1 });
  await page.request.post(`/api/workers/${worker}/jobs/run/job_name/stirring/experiments/${encodeURIComponent(copy)}`, { headers: headersOf(baseURL), data: {} });
  await expect(page.locator("a.urow")).toContainText("mutant", { timeout: 40_000 });

  await pick(page, copy, "End");
  const ending = page.getByRole("dialog", { name: `End ${copy}?` });
  await expect(ending).toContainText("1 job stops, 1 unit becomes free. Data stay.");
  await expect(ending.locator("[data-ends]")).toContainText("mutant");
  await expect(ending.getByRole("button", { name: "Cancel" })).toBeFocused();
  await ending.getByRole("button", { name: `End ${copy}` }).click();
  await expect(page.locator('.outcome[data-phase="done"]')).toContainText(`${copy} has ended: 1 unit is free, 1 job was stopped`, { timeout: 60_000 });
  expect((await one(page, copy)).worker_count).toBe(0);

  await open(page, `/experiments?q=${encodeURIComponent(copy)}`);
  await pick(page, copy, "Delete");
  const deleting = page.getByRole("dialog", { name: `Delete ${copy}?` });
  await expect(deleting.locator("[data-deletes]")).toContainText(/for 14 days, until/);
  const type = deleting.getByLabel("Type the name of the experiment");
  if (await type.isVisible()) {
    await expect(deleting.getByRole("button", { name: `Delete ${copy}` })).toHaveAccessibleDescription(`Type “${copy}” first.`);
    await type.fill(copy);
  }
  await deleting.getByRole("button", { name: `Delete ${copy}` }).click();
  await expect(page.locator('.outcome[data-phase="done"]')).toContainText(`${copy} is deleted. It can be had back until`, { timeout: 60_000 });
  await expect(row(page, copy)).toHaveCount(0);
  await open(page, "/leader");
  await page.getByRole("button", { name: `Have ${copy} back` }).click();
  await expect(page.getByText(`${copy} is back with all of its data.`)).toBeVisible();
  await giveBack(page, baseURL, name, [worker]);
  await removed(page, baseURL, copy);
  await removed(page, baseURL, model);
  await ensureCulture(page, baseURL);
});

test("a viewer sees all of it and changes nothing", async ({ page, browser }) => {
  const { name } = await home(page);
  const other = await signedInAs(page, browser, /^viewer/);
  await open(other, "/experiments");
  const reason = "Needs the role operator; yours is viewer. An admin can change that.";
  for (const button of ["New experiment", `Description of ${name}`, `Tags of ${name}`]) await expect(other.getByRole("button", { name: button })).toHaveAccessibleDescription(reason);
  await other.getByRole("button", { name: `${name}: actions` }).click();
  for (const item of ["Assign units", "New one like this", "End", "Delete"]) await expect(other.getByRole("menuitem", { name: item })).toContainText(reason);
  await other.context().close();
});

test("the page of experiments reads well everywhere", async ({ page, baseURL }) => {
  test.setTimeout(180_000);
  const name = await made(page, baseURL, fresh("A rather long name of an experiment with ramps"), { description: "Words ".repeat(60), tags: ["one", "another tag", "37 °C"] });
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await open(page, "/experiments");
    await expect(row(page, name)).toBeVisible();
    expect(await violations(page), `page, ${colorScheme}`).toEqual([]);
    await row(page, name).getByRole("button", { name: `Description of ${name}` }).click();
    expect(await violations(page), `editor, ${colorScheme}`).toEqual([]);
    await page.keyboard.press("Escape");
    for (const action of ["New one like this", "Delete"]) {
      await pick(page, name, action);
      await expect(page.getByRole("dialog")).toBeVisible();
      expect(await violations(page), `${action}, ${colorScheme}`).toEqual([]);
      await page.keyboard.press("Escape");
    }
  }
  for (const width of [820, 390, 320]) {
    await page.setViewportSize({ width, height: 844 });
    await open(page, "/experiments");
    await expect(row(page, name)).toBeVisible();
    expect(await sideways(page), `at ${width}`).toBeLessThanOrEqual(0);
  }
  await removed(page, baseURL, name);
});
