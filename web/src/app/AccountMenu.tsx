import type { Me } from "../api/types";
import { signOut } from "../features/people/signingIn";
import { text } from "../texts";
import { Menu } from "../ui/Menu";
import { DOCUMENTATION } from "./nav";
import { href, navigate } from "./router";

const t = text.people.account;

/** Who is signed in at this browser, and the way out. */
export function AccountMenu({ me }: { me: Me }) {
  const isAdmin = me.role === "admin";
  return (
    <div className="account" data-me={me.username}>
      <Menu
        label={t.label(me.username, text.people.roles[me.role] ?? me.role)}
        icon="person"
        items={[
          { label: isAdmin ? t.people : t.mine, icon: "manage", onPick: () => navigate(href("/people")) },
          { label: text.frame.documentation, icon: "info", onPick: () => location.assign(DOCUMENTATION) },
          { label: t.signOut, icon: "off", onPick: () => void signOut() },
        ]}
      />
    </div>
  );
}
