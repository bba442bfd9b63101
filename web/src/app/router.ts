import { useCallback, useSyncExternalStore } from "react";

/** The address is the state: page in the path, experiment, window, hidden series and filters in the query. */
const listeners = new Set<() => void>();
let path = location.pathname;
let search = location.search;
let writing: ReturnType<typeof setTimeout> | null = null;

const tell = (): void => {
  for (const run of listeners) run();
};
addEventListener("popstate", () => {
  path = location.pathname;
  search = location.search;
  tell();
});

const onChange = (run: () => void): (() => void) => {
  listeners.add(run);
  return () => listeners.delete(run);
};

/** Query keys that belong to a view, not to a page; links between pages keep them. */
const KEPT = ["experiment", "w", "scale", "truth"] as const;

export function href(to: string, extra: Record<string, string | null> = {}): string {
  const now = new URLSearchParams(search);
  const next = new URLSearchParams();
  for (const key of KEPT) {
    const value = now.get(key);
    if (value !== null) next.set(key, value);
  }
  for (const [key, value] of Object.entries(extra)) {
    if (value === null) next.delete(key);
    else next.set(key, value);
  }
  const text = next.toString();
  return text ? `${to}?${text}` : to;
}

function flush(): void {
  if (writing !== null) clearTimeout(writing);
  writing = null;
  if (location.pathname + location.search !== path + search) history.replaceState(null, "", path + search);
}

/** Goes to an address. Replacing ones may come with every move of a pointer; browsers allow few writes, so they wait. */
export function navigate(to: string, how: "push" | "replace" = "push"): void {
  if (how === "push") flush();
  else if (writing !== null) clearTimeout(writing);
  const target = new URL(to, location.origin);
  path = target.pathname;
  search = target.search;
  if (how === "push") {
    history.pushState(null, "", path + search);
    scrollTo(0, 0);
  } else writing = setTimeout(flush, 300);
  tell();
}

let parsed: { search: string; params: URLSearchParams } | null = null;

/** Every reader asks at every change: the query is taken apart once. */
export function currentParam(name: string): string | null {
  if (parsed?.search !== search) parsed = { search, params: new URLSearchParams(search) };
  return parsed.params.get(name);
}

export const usePath = (): string => useSyncExternalStore(onChange, () => path);

/** A value in the query with a default that is not written. */
export function useParam(name: string, fallback = ""): [string, (value: string) => void] {
  const value = useSyncExternalStore(onChange, () => currentParam(name) ?? fallback);
  const set = useCallback(
    (next: string) => {
      const query = new URLSearchParams(search);
      if (next === fallback) query.delete(name);
      else query.set(name, next);
      const text = query.toString();
      navigate(path + (text ? `?${text}` : ""), "replace");
    },
    [name, fallback],
  );
  return [value, set];
}

/** Addresses of the ecosystem's earlier interface. */
export const OLD_ROUTES: Record<string, string> = {
  "/overview": "/",
  "/pioreactors": "/units",
  "/logs": "/events",
  "/system-logs": "/events",
  "/calibration-coverage": "/calibrations",
  "/protocols": "/calibrations/new",
  "/start-new-experiment": "/experiments",
  "/updates": "/upgrades",
  "/export-data": "/export",
};

export function redirectOf(from: string): string | null {
  const unit = /^\/pioreactors\/([^/]+)$/.exec(from);
  if (unit) return `/units/${unit[1]}`;
  return OLD_ROUTES[from.replace(/\/$/, "")] ?? null;
}
