/** Lets the page open without the leader. Browsers allow it over HTTPS and on this computer itself only. */
export function registerOffline(): void {
  if (!import.meta.env.PROD || !isSecureContext || !("serviceWorker" in navigator)) return;
  // Without it the page works all the same; only while the leader is away it does not open.
  const begin = (): unknown => navigator.serviceWorker.register("/sw.js").catch(() => undefined);
  if (document.readyState === "complete") begin();
  else addEventListener("load", begin, { once: true });
}
