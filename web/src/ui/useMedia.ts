import { useCallback, useSyncExternalStore } from "react";

export const PHONE = "(max-width: 640px)";

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
