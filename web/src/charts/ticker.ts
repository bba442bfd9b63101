/** One timer for all charts: at most four pictures a second, none for a chart that nobody sees. */
const TICK_MS = 250;
const seen = new Map<Element, () => void>();
const shown = new Set<Element>();

const observer = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    if (isIntersecting) {
      shown.add(target);
      seen.get(target)?.();
    } else shown.delete(target);
  }
});

setInterval(() => {
  if (document.hidden) return;
  for (const element of shown) seen.get(element)?.();
}, TICK_MS);

export function onChartTick(element: Element, run: () => void): () => void {
  seen.set(element, run);
  observer.observe(element);
  return () => {
    seen.delete(element);
    shown.delete(element);
    observer.unobserve(element);
  };
}

/** Whether the element is on the screen, as far as that is known. */
export const isSeen = (element: Element): boolean => shown.has(element);
