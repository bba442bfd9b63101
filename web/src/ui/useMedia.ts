import { useCallback, useSyncExternalStore } from "react";

export const PHONE = "(max-width: 640px)";
/** Tablet and phone. */
export const NARROW = "(max-width: 1100px)";

/** Whether a media query holds now. */
export function useMedia(query: string): boolean {
  const listen = useCallback(
    (run: () => void) => {
      const media = matchMedia(query);
      media.addEventListener("change", run);
      return () => media.removeEventListener("change", run);
    },
    [query],
  );
  return useSyncExternalStore(listen, () => matchMedia(query).matches);
}
