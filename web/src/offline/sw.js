// Opens the page where the leader does not answer: it then says so, shows what was known last, and tries again. Everything else
// goes to the leader as if this did not exist: no reading, no page of the documentation and no answer is ever kept here.
const NAME = __NAME__;
const FILES = __FILES__;
const START = "/";
/** A leader that is not there does not refuse, it is silent. */
const PATIENCE_MS = 4000;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll([START, ...FILES].map((file) => new Request(file, { cache: "reload" })))));
});

// An earlier release keeps its files until its last page is closed; then this one takes over.
self.addEventListener("activate", (event) => {
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter((name) => name.startsWith("shell-") && name !== NAME).map((name) => caches.delete(name)))));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (!/^\/(api|unit_api|exports|docs|mqtt|static)(\/|$)/.test(pathname)) event.respondWith(page(request));
  } else if (FILES.includes(pathname)) event.respondWith(file(request));
});

async function page(request) {
  const kept = () => caches.match(START, { cacheName: NAME, ignoreVary: true });
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
    // The web server in front of a leader that restarts.
    if (answer.status < 500) return answer;
    return (await kept()) ?? answer;
  } catch (error) {
    const shell = await kept();
    if (shell) return shell;
    throw error;
  }
}

async function file(request) {
  const { pathname } = new URL(request.url);
  const kept = await caches.match(pathname, { cacheName: NAME, ignoreVary: true });
  // Names below /assets/ change with their content.
  if (kept && pathname.startsWith("/assets/")) return kept;
  try {
    return await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}
