import { readFile } from "node:fs/promises";

import { expect, test, type Locator, type Page } from "@playwright/test";

import { violations } from "./axe";
import { ensureCulture, open, sideways, someWorker, stopJob } from "./cluster";
import { signedInAs } from "./people";

interface Stored {
  calibration_name: string;
  is_active: boolean;
}

const headersOf = (baseURL: string | undefined): Record<string, string> => ({ origin: new URL(baseURL ?? "/").origin });
const cell = (page: Page, unit: string, device: string): Locator => page.locator(`[data-calibrations-of="${unit}"] [data-column="${device}"] [data-cell]`);
const step = (page: Page, id: string): Locator => page.locator(`[data-step="${id}"]`);
const row = (page: Page, name: string): Locator => page.locator(`[data-calibration="${name}"]`);

/** The file of a pump whose points lie near a line of 0.1 mL/s. */
const pumpFile = (name: string, made: string): string =>
  ["calibration_type: simple_peristaltic_pump", `calibration_name: ${name}`, "calibrated_on_pioreactor_unit: elsewhere", `created_at: ${made}`, "curve_data_: {type: poly, coefficients: [0.1, 0.0]}", "x: Duration", "y: Volume", "recorded_data: {x: [5.0, 10.0, 10.0, 20.0], y: [0.5, 1.01, 0.99, 2.0]}", "hz: 250", "dc: 100", "voltage: 12", ""].join("\n");

type Answers<T> = Record<string, { ok: boolean; value?: T }>;

/** What units say to a question that the leader asks them later. */
async function told<T>(page: Page, path: string): Promise<Answers<T>> {
  const accepted = (await (await page.request.get(path)).json()) as { result_url_path: string };
  let found: Answers<T> | undefined;
  const ask = async (): Promise<string> => {
    const reply = (await (await page.request.get(accepted.result_url_path)).json()) as { status: string; result?: Answers<T> };
    found = reply.result;
    return reply.status;
  };
  await expect.poll(ask, { timeout: 30_000 }).toBe("succeeded");
  return found ?? {};
}

/** What a unit has of a device, as it says itself. */
const stored = async (page: Page, unit: string, device: string): Promise<Stored[]> => (await told<Record<string, Stored[]>>(page, `/api/workers/${unit}/calibrations`))[unit]?.value?.[device] ?? [];

/** Ends every session that is not over, so that scenarios need no order among them. */
async function endSessions(page: Page, baseURL: string | undefined): Promise<void> {
  const left = await told<{ session_id: string }[]>(page, "/api/workers/$broadcast/calibrations/sessions");
  for (const [unit, { value }] of Object.entries(left))
    for (const { session_id } of value ?? []) await page.request.post(`/api/workers/${unit}/calibrations/sessions/${session_id}/abort`, { headers: headersOf(baseURL), data: {} });
}

test("the matrix says what is missing; a file is uploaded, looked at, used, downloaded and deleted", async ({ page, baseURL }) => {
  test.setTimeout(180_000);
  const unit = await someWorker(page);
  const name = `upload-${Date.now() % 1_000_000}`;
  const before = (await stored(page, unit, "media_pump")).find((one) => one.is_active)?.calibration_name;
  await open(page, "/calibrations");
  await expect(cell(page, unit, "media_pump")).toBeVisible({ timeout: 40_000 });
  await page.getByRole("combobox", { name: "Unit" }).selectOption(unit);
  await page.getByRole("combobox", { name: "Device" }).selectOption("media_pump");
  await expect(page).toHaveURL(new RegExp(`unit=${unit}.*device=media_pump`));
  await expect(page.locator("[data-calibrations-of]")).toHaveCount(1);
  await page.getByRole("button", { name: "Upload" }).click();
  const dialog = page.getByRole("dialog", { name: "Upload a calibration" });
  await expect(dialog.getByRole("button", { name: "Upload" })).toHaveAccessibleDescription("Choose a file, or paste its text.");
  await dialog.getByLabel("Text of the file").fill("calibration_type: nothing");
  await dialog.getByRole("button", { name: "Upload" }).click();
  await expect(dialog.getByRole("alert")).toContainText("This is not a calibration");
  await dialog.getByLabel("File", { exact: true }).setInputFiles({ name: "pump.yaml", mimeType: "application/yaml", buffer: Buffer.from(pumpFile(name, "2026-01-05T10:00:00Z")) });
  await expect(dialog.getByLabel("Text of the file")).toHaveValue(new RegExp(name));
  await dialog.getByRole("button", { name: "Upload" }).click();
  await expect(dialog).toHaveCount(0);

  await cell(page, unit, "media_pump").click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Media pump of ${unit}`);
  await page.getByRole("button", { name: `Look at ${name}` }).click();
  const pane = page.locator(`[data-calibration-shown="${name}"]`);
  await expect(pane.locator(".xychart")).toHaveAttribute("data-points", "4");
  await expect(pane).toContainText("0.1000");
  await expect(pane).toContainText("elsewhere, another unit");
  await pane.getByRole("button", { name: "Table" }).click();
  await expect(pane.locator(".plaintable tbody tr")).toHaveCount(4);
  await pane.getByRole("button", { name: "Use it" }).click();
  await expect(page.locator('.outcome[data-phase="done"]')).toContainText(`${name} is in use for the media pump of ${unit}`);
  await expect(row(page, name)).toHaveAttribute("data-active", "true");
  expect((await stored(page, unit, "media_pump")).filter((one) => one.is_active).map((one) => one.calibration_name)).toEqual([name]);
  await pane.locator("summary").click();
  await expect(pane.locator("pre")).toContainText(`calibration_name: ${name}`);
  const [file] = await Promise.all([page.waitForEvent("download"), pane.getByRole("link", { name: `Download ${name} as YAML` }).click()]);
  expect(await readFile(await file.path(), "utf8")).toContain("simple_peristaltic_pump");
  await page.reload();
  await expect(page.locator(`[data-calibration-shown="${name}"]`)).toBeVisible({ timeout: 40_000 });

  await page.locator(`[data-calibration-shown="${name}"]`).getByRole("button", { name: "Stop using it" }).click();
  await expect(page.locator('.outcome[data-phase="done"]')).toContainText("No calibration is in use");
  await page.getByRole("button", { name: `${name}: actions` }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  const question = page.getByRole("dialog", { name: `Delete ${name}?` });
  await expect(question.getByRole("button", { name: "Cancel" })).toBeFocused();
  await question.getByRole("button", { name: `Delete ${name}` }).click();
  await expect(row(page, name)).toHaveCount(0);
  if (before) await page.request.patch(`/api/workers/${unit}/active_calibrations/media_pump/${before}`, { headers: headersOf(baseURL) });
});

test("the stirrer is calibrated to its end: refused while it runs, stopped and tried again, found after a reload, then used", async ({ page, baseURL }) => {
  test.setTimeout(300_000);
  const unit = await someWorker(page);
  await endSessions(page, baseURL);
  await open(page, `/calibrations/new?unit=${unit}&device=stirring`);
  await expect(page.locator('[data-protocol="dc_based"]')).toContainText("You need a vial with stir bar and liquid.", { timeout: 40_000 });
  await page.getByRole("button", { name: "Begin" }).click();
  const stirs = page.getByRole("button", { name: "Stop stirring" });
  await expect(page.locator("[data-step]").or(stirs)).toBeVisible({ timeout: 40_000 });
  if (await stirs.isVisible()) {
    await expect(page.locator(".refused")).toContainText("stirring runs, and the calibration needs the motor");
    await stirs.click();
    await expect(stirs).toHaveCount(0, { timeout: 30_000 });
    await page.getByRole("button", { name: "Begin" }).click();
  }
  await expect(step(page, "intro")).toBeVisible({ timeout: 40_000 });
  await expect(page).toHaveURL(new RegExp(`/calibrations/sessions/${unit}/`));
  await expect(page.locator('[data-stage="Prepare"]')).toHaveAttribute("data-stage-state", "running");
  await page.getByRole("button", { name: "It is so, go on" }).click();
  await expect(step(page, "sweep")).toBeVisible();

  await page.getByLabel("Highest duty cycle, %").fill("140");
  await page.getByRole("button", { name: "Start" }).click();
  await expect(step(page, "sweep").getByRole("alert")).toContainText("must be 100 or less");
  await page.getByLabel("Highest duty cycle, %").fill("40");
  await page.getByRole("button", { name: "Start" }).click();
  await expect(page.locator("[data-work]")).toBeVisible();
  await expect(page.getByRole("button", { name: "Stop it" })).toBeFocused();
  await page.getByRole("button", { name: "Stop it" }).click();
  await expect(step(page, "sweep")).toBeVisible({ timeout: 40_000 });
  await expect(page.locator(".refused")).toContainText("stopped");

  const address = page.url();
  await page.getByRole("button", { name: "Start" }).click();
  await expect(page.locator("[data-work]")).toBeVisible();
  await open(page, "/calibrations");
  await open(page, address);
  const result = page.locator("[data-result]");
  await expect(result).toBeVisible({ timeout: 120_000 });
  await expect(step(page, "result").locator(".xychart")).toHaveAttribute("data-points", /^(8|9|1\d)$/);
  await expect(page.locator('[data-stage="Result"]')).toHaveAttribute("data-stage-state", "done");
  const saved = result.locator('[data-saved="stirring"]');
  await expect(saved).toHaveAttribute("data-active", "false");
  await saved.getByRole("button", { name: /^Use stirring-calibration-/ }).click();
  await expect(saved).toHaveAttribute("data-active", "true", { timeout: 40_000 });
  const active = (await stored(page, unit, "stirring")).find((one) => one.is_active)?.calibration_name ?? "";
  expect(active).toContain("stirring-calibration-");
  await saved.getByRole("link", { name: `Look at ${active}` }).click();
  await expect(page.locator(`[data-calibration-shown="${active}"]`)).toContainText("cubic spline");

  await open(page, `/units/${unit}`);
  await expect(page.locator("[data-unit-calibrations]")).toContainText(active, { timeout: 40_000 });
  await ensureCulture(page, baseURL);
});

test("a pump is calibrated over ten runs by keyboard alone, and one run is taken back", async ({ page, baseURL }) => {
  test.setTimeout(420_000);
  const unit = await someWorker(page);
  await stopJob(page, baseURL, unit, "dosing_automation");
  await endSessions(page, baseURL);
  const name = `keys-${Date.now() % 1_000_000}`;
  await open(page, `/calibrations/new?unit=${unit}&device=media_pump`);
  const begin = page.getByRole("button", { name: "Begin" });
  await expect(begin).not.toHaveAttribute("aria-disabled", "true", { timeout: 40_000 });
  await begin.press("Enter");
  const go = async (id: string, type = ""): Promise<void> => {
    await expect(step(page, id)).toBeVisible({ timeout: 60_000 });
    if (type) {
      await expect(step(page, id).locator("input").first()).toBeFocused();
      await page.keyboard.press("Control+a");
      await page.keyboard.type(type);
      await page.keyboard.press("Enter");
    } else await step(page, id).locator(".btn.primary").press("Enter");
  };
  for (const id of ["intro", "needs", "safety"]) await go(id);
  await go("name", name);
  await go("targets", "0.5");
  await go("drive");
  await go("tubes");
  await go("prime", "5");
  await go("tracer");
  await go("tracer_volume", "0,09");
  let wasTakenBack = false;
  for (let run = 1; run <= 10; run++) {
    await expect(step(page, "run").getByRole("heading")).toHaveText(`Run ${run} of 10`, { timeout: 60_000 });
    if (run === 3 && !wasTakenBack) {
      wasTakenBack = true;
      await page.getByRole("button", { name: "Redo last" }).press("Enter");
      await expect(step(page, "run").getByRole("heading")).toHaveText("Run 2 of 10");
      run = 2;
    }
    await go("run");
    await expect(step(page, "run_volume")).toBeVisible({ timeout: 60_000 });
    const said = (await step(page, "run_volume").locator(".prose").textContent()) ?? "";
    const seconds = Number(/ran for ([\d.]+) s/.exec(said)?.[1]);
    await go("run_volume", (seconds * 0.09).toFixed(3));
  }
  await expect(page.locator("[data-result]")).toBeVisible({ timeout: 60_000 });
  await expect(step(page, "result").locator(".prose")).toContainText("mL/s. Use it for doses of 0.4 to 0.55 mL.");
  const kept = (await stored(page, unit, "media_pump")).find((one) => one.calibration_name === name);
  expect(kept?.is_active, "nobody has said that it shall be used").toBe(false);
  await page.request.delete(`/api/workers/${unit}/calibrations/media_pump/${name}`, { headers: headersOf(baseURL) });
});

test("a session that was left is found, and aborted", async ({ page, baseURL }) => {
  test.setTimeout(120_000);
  const unit = await someWorker(page);
  await endSessions(page, baseURL);
  const begun = await page.request.post(`/api/workers/${unit}/calibrations/sessions`, { headers: headersOf(baseURL), data: { target_device: "waste_pump", protocol_name: "duration_based" } });
  expect(begun.status()).toBe(201);
  await open(page, `/calibrations/new?unit=${unit}`);
  const left = page.locator("[data-session]").filter({ hasText: `Waste pump of ${unit}` });
  await expect(left).toContainText("Calibrate a pump", { timeout: 40_000 });
  await left.getByRole("link", { name: `Go on with the waste pump of ${unit}` }).click();
  await expect(step(page, "intro")).toBeVisible({ timeout: 40_000 });
  await page.getByRole("button", { name: "Abort" }).click();
  const question = page.getByRole("dialog", { name: "Abort the calibration?" });
  await expect(question.getByRole("button", { name: "Cancel" })).toBeFocused();
  await question.getByRole("button", { name: "Abort the calibration" }).click();
  await expect(page.getByText("The session was aborted; no calibration was saved.")).toBeVisible();
  await open(page, `/calibrations/sessions/${unit}/never`);
  await expect(page.locator(".refused")).toContainText(`${unit} has no such session.`);
});

test("a viewer sees all of it and changes nothing", async ({ page, browser }) => {
  test.setTimeout(120_000);
  const other = await signedInAs(page, browser, /^viewer/);
  await open(other, "/calibrations");
  const reason = "Needs the role operator; yours is viewer. An admin can change that.";
  for (const button of ["Upload", "Calibrate"]) await expect(other.getByRole("button", { name: button })).toHaveAccessibleDescription(reason);
  await expect(other.locator('[data-table="coverage"]')).toBeVisible({ timeout: 40_000 });
  await open(other, "/calibrations/new");
  await expect(other.getByRole("button", { name: "Begin" })).toHaveAccessibleDescription(reason);
  await other.context().close();
});

test("the pages of calibrations read well everywhere", async ({ page, baseURL }) => {
  test.setTimeout(300_000);
  const unit = await someWorker(page);
  await endSessions(page, baseURL);
  const begun = await page.request.post(`/api/workers/${unit}/calibrations/sessions`, { headers: headersOf(baseURL), data: { target_device: "media_pump", protocol_name: "duration_based" } });
  const id = ((await begun.json()) as { session: { session_id: string } }).session.session_id;
  for (let n = 0; n < 4; n++) await page.request.post(`/api/workers/${unit}/calibrations/sessions/${id}/inputs`, { headers: headersOf(baseURL), data: { inputs: n < 3 ? {} : { calibration_name: "looks" } } });
  const pages: [string, string][] = [
    ["/calibrations", '[data-table="coverage"]'],
    ["/calibrations?device=media_pump", '[data-table="coverage"]'],
    [`/calibrations/${unit}/media_pump`, ".xychart svg"],
    [`/calibrations/${unit}/od135`, '[data-empty="calibrations"]'],
    [`/calibrations/new?unit=${unit}`, "[data-protocol]"],
    [`/calibrations/sessions/${unit}/${id}`, '[data-step="targets"]'],
  ];
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    for (const [address, shown] of pages) {
      await open(page, address);
      await expect(page.locator(shown).first()).toBeVisible({ timeout: 40_000 });
      expect(await violations(page), `${address}, ${colorScheme}`).toEqual([]);
    }
  }
  for (const width of [820, 390, 320]) {
    await page.setViewportSize({ width, height: 844 });
    for (const [address, shown] of pages) {
      await open(page, address);
      await expect(page.locator(shown).first()).toBeVisible({ timeout: 40_000 });
      expect(await sideways(page), `${address} at ${width}`).toBeLessThanOrEqual(0);
    }
  }
  await page.request.post(`/api/workers/${unit}/calibrations/sessions/${id}/abort`, { headers: headersOf(baseURL), data: {} });
});
