import { useEffect, useRef, type RefObject } from "react";

/**
 * When an editor in place closes, the focus goes to the button in `opener` that had opened it: after that button is in
 * the page again, which a frame of the browser does not promise.
 */
export function useFocusBack(isOpen: boolean, opener: RefObject<HTMLElement | null>): void {
  const wasOpen = useRef(isOpen);
  useEffect(() => {
    if (wasOpen.current && !isOpen) opener.current?.querySelector("button")?.focus();
    wasOpen.current = isOpen;
  }, [isOpen, opener]);
}
