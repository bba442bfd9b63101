import { clock } from "../../live";
import { text } from "../../texts";

/** How long ago something was, by the clock of the cluster. */
export const agoOf = (at: string | null | undefined): string => (at ? text.people.users.ago(Math.max(0, (clock.nowMs() - Date.parse(at)) / 1000)) : text.people.users.never);
