import { useState } from "react";

import { refusal, type Failure } from "../../api/refusal";
import type { Me, User } from "../../api/types";
import { text } from "../../texts";
import { Menu } from "../../ui/Menu";
import { Refused } from "../../ui/Refused";
import { Table, type Column } from "../../ui/Table";
import { setRole, signOutEverywhere } from "./commands";
import { RemoveDialog, secretOfLink, type Secret } from "./dialogs";
import { agoOf } from "./model";

const t = text.people.users;
const c = t.columns;

interface Props {
  users: readonly User[];
  me: Me;
  sort: string;
  onSort: (sort: string) => void;
  onSecret: (secret: Secret) => void;
}

interface Doing {
  me: Me;
  run: (work: () => Promise<unknown>) => void;
  onSecret: (secret: Secret) => void;
  onRemove: (username: string) => void;
}

const columnsOf = ({ me, run, onSecret, onRemove }: Doing): readonly Column<User>[] => [
  { key: "name", title: c.name, sortBy: (user) => user.username, cell: (user) => <Name user={user} isMe={user.username === me.username} /> },
  { key: "role", title: c.role, sortBy: (user) => Object.keys(text.people.roles).indexOf(user.role), cell: (user) => <RoleOf user={user} onPick={(role) => run(() => setRole(user.username, role))} /> },
  { key: "sessions", title: c.sessions, sortBy: (user) => user.sessions, cell: (user) => t.browsers(user.sessions) },
  { key: "seen", title: c.seen, sortBy: (user) => user.seen_at ?? null, cell: (user) => agoOf(user.seen_at) },
  {
    key: "actions",
    title: c.actions,
    isUnnamed: true,
    cell: ({ username }) => (
      <Menu
        label={t.menu(username)}
        items={[
          { label: t.link, onPick: () => run(async () => onSecret(await secretOfLink(username))) },
          { label: t.signOut, onPick: () => run(() => signOutEverywhere(username)) },
          { label: t.remove, onPick: () => onRemove(username) },
        ]}
      />
    ),
  },
];

/** Who may use the appliance: role, browsers, when they were last here. */
export function UserTable({ users, me, onSecret, ...sorting }: Props) {
  const [leaving, setLeaving] = useState<string | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const run = (work: () => Promise<unknown>): void => {
    setFailure(null);
    work().catch((error: unknown) => setFailure(refusal(error)));
  };
  return (
    <>
      <Refused failure={failure} />
      <Table name="users" caption={text.people.page.tabs.people} columns={columnsOf({ me, run, onSecret, onRemove: setLeaving })} rows={users} keyOf={(user) => user.username} marks={(user) => ({ "data-user": user.username })} {...sorting} />
      {leaving ? <RemoveDialog username={leaving} onClose={() => setLeaving(null)} /> : null}
    </>
  );
}

function Name({ user, isMe }: { user: User; isMe: boolean }) {
  return (
    <>
      <b>{user.username}</b> {isMe ? <span className="muted">({t.you})</span> : null}
      {user.has_password ? null : <span className="under">{t.noPassword}</span>}
    </>
  );
}

function RoleOf({ user, onPick }: { user: User; onPick: (role: string) => void }) {
  return (
    <select className="btn" aria-label={t.roleOf(user.username)} value={user.role} onChange={(e) => onPick(e.target.value)}>
      {Object.entries(text.people.roles).map(([role, word]) => (
        <option key={role} value={role}>
          {word}
        </option>
      ))}
    </select>
  );
}
