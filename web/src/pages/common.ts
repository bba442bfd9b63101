import { useEffect } from "react";

import type { Overview, Session } from "../api/types";
import { text } from "../texts";

/** What every page gets. */
export interface PageProps {
  session: Session;
  overview: Overview;
  /** Opens the form of a new experiment, filled as another one if it is named. */
  onCreate: (like?: string) => void;
  onNote: () => void;
}

/** Sets the title of the tab. */
export function useTitle(page: string, cluster: string): void {
  useEffect(() => {
    document.title = text.pages.title(page, cluster);
  }, [page, cluster]);
}
