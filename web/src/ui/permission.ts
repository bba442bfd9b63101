import { createContext, useContext } from "react";

/** What a control needs of the person: the roles that may change something. */
export type Needs = "operator" | "admin";

/** Why the person may not do what needs a role; null if they may. Filled in by the frame from the session. */
export const Permission = createContext<(needs: Needs) => string | null>(() => null);

/** Why the person may not do this; null if they may, or if everybody may. */
export function useWhyForbidden(needs: Needs | undefined): string | null {
  const ask = useContext(Permission);
  return needs ? ask(needs) : null;
}
