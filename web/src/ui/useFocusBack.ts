import { useEffect, useRef, type RefObject } from "react";

/**
 * When an editor in place closes, the focus goes to the button that had opened it (`opener`, or the first one inside):
 * after that button is in the page again, which a frame of the browser does not promise. If it is gone for good, the
 * focus goes to the heading of the page.
 */
export function useFocusBack(isOpen: boolean, opener: RefObject<HTMLElement | null>): void {
  const wasOpen = useRef(isOpen);
  useEffect(() => {
    if (wasOpen.current && !isOpen) {
      const place = opener.current;
      focusOr(place instanceof HTMLButtonElement ? place : place?.querySelector("button"));
    }
    wasOpen.current = isOpen;
  }, [isOpen, opener]);
}

/** Gives the focus to an element that is still in the page, else to the heading, so that it is never lost. */
export function focusOr(element: Element | null | undefined): void {
  const target = element instanceof HTMLElement && element.isConnected && element !== document.body ? element : document.querySelector<HTMLElement>("main h1");
  target?.focus();
}
