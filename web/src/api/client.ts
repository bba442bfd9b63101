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

async function request<T>(method: string, path: string, body?: unknown, limitMs?: number): Promise<T> {
  const response = await answer(method, path, body, limitMs);
  const content: unknown = await response.json().catch(() => null);
  if (response.ok) return content as T;
  throw failure(response, content);
}

async function requestText(path: string): Promise<string> {
  const response = await answer("GET", path);
  if (response.ok) return response.text();
  throw failure(response, await response.json().catch(() => null));
}

const answer = (method: string, path: string, body?: unknown, limitMs = TIMEOUT_MS): Promise<Response> =>
  fetch(path, {
    method,
    headers: { accept: "application/json", ...(body === undefined ? {} : { "content-type": "application/json" }) },
    body: body === undefined ? null : JSON.stringify(body),
    credentials: "same-origin",
    signal: AbortSignal.timeout(limitMs),
  });

function failure(response: Response, content: unknown): ApiError {
  const { error, cause, remediation } = (content ?? {}) as ErrorBody;
  return new ApiError(response.status, textOf(error) ?? `${response.status} ${response.statusText}`.trim(), textOf(cause), textOf(remediation));
}

export const api = {
  get: <T>(path: string): Promise<T> => request("GET", path),
  /** A body that is plain text. */
  text: requestText,
  /** `limitMs`: for what the leader answers only when it is done. */
  post: <T>(path: string, body?: unknown, limitMs?: number): Promise<T> => request("POST", path, body, limitMs),
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
