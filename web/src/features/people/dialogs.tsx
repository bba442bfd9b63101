import { useId, useState } from "react";

import type { Me } from "../../api/types";
import { format, text } from "../../texts";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Field } from "../../ui/Field";
import { FormDialog } from "../forms/FormDialog";
import { addUser, makeLink, makeToken, removeUser, setPassword } from "./commands";

/** Something that is shown once. */
export interface Secret {
  title: string;
  lead: string;
  value: string;
}

const ROLES = ["viewer", "operator", "admin"] as const;

const until = (iso: string): string => format.exact(Date.parse(iso));

export async function secretOfLink(username: string): Promise<Secret> {
  const made = await makeLink(username);
  return { title: text.people.secret.link(username), lead: text.people.secret.linkLead(until(made.expires_at)), value: location.origin + made.path };
}

/** Roles up to the one that the person has, each with what it means. */
function RoleChoice({ label, value, most = "admin", onPick }: { label: string; value: string; most?: string; onPick: (role: string) => void }) {
  const name = useId();
  return (
    <fieldset className="field roles" style={{ border: 0, padding: 0, margin: "0 0 14px" }}>
      <legend className="label" style={{ fontWeight: 550 }}>
        {label}
      </legend>
      {ROLES.slice(0, ROLES.indexOf(most as (typeof ROLES)[number]) + 1).map((role) => (
        <label key={role}>
          <input type="radio" className="chk" name={name} checked={value === role} onChange={() => onPick(role)} />
          <span>
            {text.people.roles[role]} <span className="muted small">{text.people.roleHints[role]}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

export function NewUserDialog({ onClose, onMade }: { onClose: () => void; onMade: (secret: Secret) => void }) {
  const t = text.people.newUser;
  const [name, setName] = useState("");
  const [role, setRole] = useState("operator");
  const [reason, setReason] = useState("");
  return (
    <FormDialog
      title={t.title}
      lead={t.hint}
      go={t.go}
      problem={() => (name.trim() === "" ? t.needName : null)}
      send={async () => {
        const made = await addUser(name.trim(), role, reason.trim());
        onMade(await secretOfLink(made.username));
      }}
      onClose={onClose}
    >
      <Field label={t.name} hint={text.people.claim.nameHint} data-first value={name} onChange={(e) => setName(e.target.value)} autoComplete="off" autoCapitalize="none" spellCheck={false} />
      <RoleChoice label={t.role} value={role} onPick={setRole} />
      <Field label={t.reason} aside={t.optional} value={reason} onChange={(e) => setReason(e.target.value)} autoComplete="off" maxLength={500} />
    </FormDialog>
  );
}

export function RemoveDialog({ username, onClose }: { username: string; onClose: () => void }) {
  const t = text.people.remove;
  return <FormDialog title={t.title(username)} lead={t.body} go={t.go(username)} isDanger send={() => removeUser(username).then(onClose)} onClose={onClose} />;
}

export function PasswordDialog({ me, onClose, onDone }: { me: Me; onClose: () => void; onDone: () => void }) {
  const t = text.people.password;
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [again, setAgain] = useState("");
  return (
    <FormDialog title={t.title} lead={t.lead} go={t.go} problem={() => (next === again ? null : text.people.claim.differs)} send={() => setPassword(me.username, current, next).then(onDone)} onClose={onClose}>
      <input type="text" autoComplete="username" value={me.username} readOnly hidden />
      <Field label={t.current} hint={t.currentHint} data-first type="password" value={current} onChange={(e) => setCurrent(e.target.value)} autoComplete="current-password" />
      <Field label={t.next} hint={text.people.claim.passwordHint} type="password" value={next} onChange={(e) => setNext(e.target.value)} autoComplete="new-password" />
      <Field label={text.people.claim.again} type="password" value={again} onChange={(e) => setAgain(e.target.value)} autoComplete="new-password" />
    </FormDialog>
  );
}

export function NewTokenDialog({ me, onClose, onMade }: { me: Me; onClose: () => void; onMade: (secret: Secret) => void }) {
  const t = text.people.newToken;
  const [name, setName] = useState("");
  const [role, setRole] = useState<string>(me.role);
  const [days, setDays] = useState("90");
  const problem = (): string | null => {
    if (name.trim() === "") return t.needName;
    return /^\d{1,3}$/.test(days.trim()) && Number(days) >= 1 && Number(days) <= 730 ? null : t.needDays;
  };
  return (
    <FormDialog
      title={t.title}
      go={t.go}
      problem={problem}
      send={async () => {
        const made = await makeToken(name.trim(), role, Number(days));
        onMade({ title: text.people.secret.token(made.name), lead: text.people.secret.tokenLead(until(made.expires_at)), value: made.token });
      }}
      onClose={onClose}
    >
      <Field label={t.name} hint={t.nameHint} data-first value={name} onChange={(e) => setName(e.target.value)} autoComplete="off" maxLength={80} />
      <RoleChoice label={t.role} value={role} most={me.role} onPick={setRole} />
      <Field label={t.days} hint={t.daysHint} inputMode="numeric" value={days} onChange={(e) => setDays(e.target.value)} autoComplete="off" />
    </FormDialog>
  );
}

export function SecretDialog({ secret, onClose }: { secret: Secret; onClose: () => void }) {
  const t = text.people.secret;
  const [isCopied, setCopied] = useState(false);
  // Browsers give pages without TLS no clipboard: the text is selected, so that Ctrl C copies it.
  const copy = (): void => void navigator.clipboard?.writeText(secret.value).then(() => setCopied(true));
  return (
    <Dialog
      title={secret.title}
      lead={secret.lead}
      onClose={onClose}
      footer={
        <>
          <span className="grow" />
          <Button onClick={onClose}>{t.close}</Button>
        </>
      }
    >
      <div className="secret">
        <div className="input">
          <input data-first data-secret aria-label={t.label} readOnly value={secret.value} onFocus={(e) => e.target.select()} />
        </div>
        {"clipboard" in navigator ? (
          <Button kind="primary" onClick={copy}>
            {isCopied ? t.copied : t.copy}
          </Button>
        ) : null}
      </div>
    </Dialog>
  );
}
