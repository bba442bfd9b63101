/** JSON or null; a broken payload is no reason to break the page. */
export function json<T>(payload: string | undefined): T | null {
  if (!payload) return null;
  try {
    return JSON.parse(payload) as T;
  } catch {
    return null;
  }
}
