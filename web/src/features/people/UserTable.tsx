import { useState } from "react";

import type { Me, User } from "../../api/types";
import { clock } from "../../live";
import { text } from "../../texts";
import { Banner } from "../../ui/Banner";
import { Menu } from "../../ui/Menu";
import { refusal } from "../jobs/actionStore";
import { setRole, signOutEverywhere } from "./commands";
import { RemoveDialog, secretOfLink, type Secret } from "./dialogs";

const t = text.people.users;

/** Who may use the appliance: role, browsers, when they were last here. */
export function UserTable({ users, me, onSecret }: { users: readonly User[]; me: Me; onSecret: (secret: Secret) => void }) {
  const [leaving, setLeaving] = useState<string | null>(null);
  const [failure, setFailure] = useState<{ cause: string; remedy: string | null } | null>(null);
  const run = (work: () => Promise<unknown>): void => {
    setFailure(null);
    work().catch((error: unknown) => setFailure(refusal(error)));
  };
  return (
    <>
      {failure ? (
        <div role="alert" style={{ marginBottom: 12 }}>
          <Banner kind="alarm" cause={failure.cause}>
            {failure.remedy}
          </Banner>
        </div>
      ) : null}
      <div className="card people">
        <table className="data">
          <thead>
            <tr>
              {Object.entries(t.columns).map(([key, word]) => <th key={key} scope="col">{key === "actions" ? <span className="sr">{word}</span> : word}</th>)}
            </tr>
          </thead>
          <tbody>
            {users.map((user) => (
              <tr key={user.username} data-user={user.username}>
                <td>
                  <b>{user.username}</b> {user.username === me.username ? <span className="muted">({t.you})</span> : null}
                  {user.has_password ? null : <div className="under">{t.noPassword}</div>}
                </td>
                <td>
                  <select className="btn" aria-label={t.roleOf(user.username)} value={user.role} onChange={(e) => run(() => setRole(user.username, e.target.value))}>
                    {Object.entries(text.people.roles).map(([role, word]) => (
                      <option key={role} value={role}>
                        {word}
                      </option>
                    ))}
                  </select>
                </td>
                <td data-name={t.columns.sessions}>{t.browsers(user.sessions)}</td>
                <td data-name={t.columns.seen}>{user.seen_at ? t.ago(Math.max(0, (clock.nowMs() - Date.parse(user.seen_at)) / 1000)) : t.never}</td>
                <td className="acts">
                  <Menu
                    label={t.menu(user.username)}
                    items={[
                      { label: t.link, onPick: () => run(async () => onSecret(await secretOfLink(user.username))) },
                      { label: t.signOut, onPick: () => run(() => signOutEverywhere(user.username)) },
                      { label: t.remove, onPick: () => setLeaving(user.username) },
                    ]}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {leaving ? <RemoveDialog username={leaving} onClose={() => setLeaving(null)} /> : null}
    </>
  );
}
