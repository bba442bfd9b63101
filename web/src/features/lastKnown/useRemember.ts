import { useEffect, useRef } from "react";

import type { Overview, Session } from "../../api/types";
import { isLinkUp } from "../../live";
import { pictureOf } from "./picture";
import { remember } from "./store";

const EVERY_MS = 30_000;

/** Writes down what is on the screen now and then, and when the page goes, but only what is of now. */
export function useRemember(session: Session, overview: Overview | undefined): void {
  const newest = useRef(overview);
  useEffect(() => {
    newest.current = overview;
  }, [overview]);
  useEffect(() => {
    const save = (): void => {
      const picture = newest.current && isLinkUp() ? pictureOf(session, newest.current, new Date()) : null;
      if (picture) remember(picture);
    };
    const timer = setInterval(save, EVERY_MS);
    const first = setTimeout(save, 3000);
    addEventListener("pagehide", save);
    return () => {
      clearInterval(timer);
      clearTimeout(first);
      removeEventListener("pagehide", save);
    };
  }, [session]);
}
