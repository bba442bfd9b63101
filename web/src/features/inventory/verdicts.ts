import type { HardwareChecked, RepairDone } from "../../api/types";
import { inventory as t } from "../../texts/inventory";
import type { Verdict } from "../jobs/actionStore";

/** What a look at the hardware means: the outcome in words, or what does not fit and what to do. */
export function hardwareVerdict(unit: string, { status, reason, problems = [] }: HardwareChecked): string | Verdict {
  if (status === "ok") return t.hardware.fits(unit);
  if (status === "skipped") return reason ?? unit;
  const remedies = [...new Set(problems.map((problem) => problem.remedy).filter(Boolean))];
  return { kind: "refused", cause: [t.hardware.wrong(unit), reason].filter(Boolean).join(" "), remedy: remedies.join(" ") || null };
}

/** What a repair means: what the unit's status says afterwards, or what could not be mended. */
export function repairVerdict(unit: string, { success, repair, status }: RepairDone): string | Verdict {
  if (!success) return { kind: "refused", cause: t.repair.failed(unit), remedy: failures(repair.stdout) || repair.stderr.trim() || null };
  if (!status.payload) return t.repair.noStatus(unit);
  const wrong = status.payload.checks.filter((check) => check.status !== "OK");
  return wrong.length === 0 ? t.repair.well(unit) : t.repair.some(unit, wrong.map((check) => t.repair.check(check.name, check.details)).join("; "));
}

const failures = (said: string): string =>
  said
    .split("\n")
    .filter((line) => line.startsWith("FAIL"))
    .map((line) => line.slice("FAIL".length).trim())
    .join(" ");
