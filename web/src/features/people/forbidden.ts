import type { Me } from "../../api/types";
import { text } from "../../texts";
import type { Needs } from "../../ui/permission";

/** Roles from the least to the most, as the leader judges them. */
const ROLES: readonly string[] = ["viewer", "operator", "admin"];

/** Why somebody may not do what needs a role; null if they may. The leader decides again about each request. */
export const whyForbidden = (me: Pick<Me, "role">, needs: Needs): string | null =>
  ROLES.indexOf(me.role) >= ROLES.indexOf(needs) ? null : text.people.forbidden(needs, text.people.roles[me.role] ?? me.role);
