const KEY = "palette-recent";
const KEPT = 8;

/** Keys of what was chosen last, the newest first; kept in this browser. */
export function recent(): readonly string[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(found) ? found.filter((one): one is string => typeof one === "string") : [];
  } catch {
    return [];
  }
}

export function chose(key: string): void {
  try {
    localStorage.setItem(KEY, JSON.stringify([key, ...recent().filter((one) => one !== key)].slice(0, KEPT)));
  } catch {
    // Without storage nothing is remembered; the palette works all the same.
  }
}
