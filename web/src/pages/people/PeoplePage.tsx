import { useState } from "react";

import { useParam } from "../../app/router";
import { AuditTable } from "../../features/people/AuditTable";
import { useTokens, useUsers } from "../../features/people/commands";
import { NewTokenDialog, NewUserDialog, PasswordDialog, SecretDialog, type Secret } from "../../features/people/dialogs";
import { TokenTable } from "../../features/people/TokenTable";
import { UserTable } from "../../features/people/UserTable";
import { text } from "../../texts";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { Tabs } from "../../ui/Tabs";
import { type PageProps, useTitle } from "../common";

const t = text.people;
type Tab = "people" | "tokens" | "audit";
type Open = null | "user" | "token" | "password";

/** Who may use the appliance, what scripts may do, who changed what. Without the role admin: one's own tokens and password. */
export function PeoplePage({ session }: PageProps) {
  const { me } = session;
  const isAdmin = me.role === "admin";
  const name = isAdmin ? t.page.name : t.page.mine;
  useTitle(name, session.cluster_name);
  const [tab, setTab] = useParam("tab", isAdmin ? "people" : "tokens");
  const [search, setSearch] = useParam("text");
  const [sort, setSort] = useParam("sort", "name");
  const [open, setOpen] = useState<Open>(null);
  const [secret, setSecret] = useState<Secret | null>(null);
  const [isChanged, setChanged] = useState(false);
  const users = useUsers(isAdmin);
  const tokens = useTokens();
  const close = (): void => setOpen(null);
  const show = (made: Secret): void => {
    setOpen(null);
    setSecret(made);
  };
  const failed = users.isError || tokens.isError;
  const tokenPart = (
    <>
      <p className="muted" style={{ margin: "4px 0 12px" }}>{t.tokens.lead}</p>
      <TokenTable tokens={tokens.data ?? []} sort={sort} onSort={setSort} />
    </>
  );
  return (
    <>
      <div className="pagehead">
        <div>
          <h1 tabIndex={-1}>{name}</h1>
          <div className="meta">
            <span>{t.page.signedInAs(me.username, t.roles[me.role] ?? me.role)}</span>
          </div>
        </div>
        <div className="actions">
          <Button onClick={() => setOpen("password")}>{t.password.open}</Button>
          <Button icon="plus" onClick={() => setOpen("token")}>
            {t.tokens.add}
          </Button>
          {isAdmin ? (
            <Button kind="primary" icon="person" onClick={() => setOpen("user")}>
              {t.users.add}
            </Button>
          ) : null}
        </div>
      </div>
      {isChanged ? (
        <div role="status" style={{ marginBottom: 12 }}>
          <Banner kind="ok" cause={t.password.done} />
        </div>
      ) : null}
      {failed ? (
        <p role="alert">
          {t.page.failed}{" "}
          <button type="button" className="linkish" onClick={() => void Promise.all([isAdmin ? users.refetch() : null, tokens.refetch()])}>
            {t.page.again}
          </button>
        </p>
      ) : null}
      {isAdmin ? (
        <Tabs<Tab> label={t.page.name} tabs={Object.entries(t.page.tabs) as [Tab, string][]} value={tab} onPick={setTab}>
          {tab === "tokens" ? tokenPart : tab === "audit" ? <AuditTable search={search} onSearch={setSearch} /> : <UserTable users={users.data ?? []} me={me} sort={sort} onSort={setSort} onSecret={show} />}
        </Tabs>
      ) : (
        tokenPart
      )}
      {open === "user" ? <NewUserDialog onClose={close} onMade={show} /> : null}
      {open === "token" ? <NewTokenDialog me={me} onClose={close} onMade={show} /> : null}
      {open === "password" ? (
        <PasswordDialog
          me={me}
          onClose={close}
          onDone={() => {
            close();
            setChanged(true);
          }}
        />
      ) : null}
      {secret ? <SecretDialog secret={secret} onClose={() => setSecret(null)} /> : null}
    </>
  );
}
