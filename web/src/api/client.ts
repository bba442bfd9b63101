/** An answer of the leader that is an error: cause and remedy in the server's own words. */
export class ApiError extends Error {
  override name = "ApiError";
  readonly status: number;
  readonly detail: string | null;
  readonly remedy: string | null;

  constructor(status: number, error: string, cause: string | null, remedy: string | null) {
    super(error);
    this.status = status;
    this.detail = cause === error ? null : cause;
    this.remedy = remedy;
  }
}

interface ErrorBody {
  error?: unknown;
  cause?: unknown;
  remediation?: unknown;
}

const textOf = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);

/** Fails for good after this time; the leader answers everything else at once or with a task to poll. */
const TIMEOUT_MS = 15_000;

async function request<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(path, {
    method,
    headers: { accept: "application/json", ...(body === undefined ? {} : { "content-type": "application/json" }) },
    body: body === undefined ? null : JSON.stringify(body),
    credentials: "same-origin",
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const content: unknown = await response.json().catch(() => null);
  if (response.ok) return content as T;
  const { error, cause, remediation } = (content ?? {}) as ErrorBody;
  throw new ApiError(response.status, textOf(error) ?? `${response.status} ${response.statusText}`.trim(), textOf(cause), textOf(remediation));
}

export const api = {
  get: <T>(path: string): Promise<T> => request("GET", path),
  post: <T>(path: string, body?: unknown): Promise<T> => request("POST", path, body),
  put: <T>(path: string, body?: unknown): Promise<T> => request("PUT", path, body),
  patch: <T>(path: string, body?: unknown): Promise<T> => request("PATCH", path, body),
  delete: <T>(path: string): Promise<T> => request("DELETE", path),
};

/** A path from parts; every part is escaped, so that names may hold any sign; `$broadcast` stays readable. */
export const path = (...parts: string[]): string => `/api/${parts.map((part) => encodeURIComponent(part).replaceAll("%24", "$")).join("/")}`;

export function query(base: string, values: Record<string, string | number | null | undefined>): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(values)) if (value !== null && value !== undefined) search.set(key, String(value));
  const text = search.toString();
  return text ? `${base}?${text}` : base;
}
