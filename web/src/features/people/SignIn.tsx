import { useEffect, useState, type FormEvent, type ReactNode } from "react";

import { useQuery } from "@tanstack/react-query";

import { refusal, type Failure } from "../../api/refusal";
import { text } from "../../texts";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { BrandMark } from "../../ui/Icon";
import { Refused } from "../../ui/Refused";
import { claim, fetchSignInState, givenClaimCode, givenLinkProblem, signIn } from "./signingIn";

/** Instead of the app, for somebody who is not signed in: sign in, or claim an appliance that nobody has yet. */
export function SignIn({ onSignedIn }: { onSignedIn: () => void }) {
  const state = useQuery({ queryKey: ["sign-in"], queryFn: fetchSignInState, staleTime: 0, refetchInterval: (q) => (q.state.status === "error" ? 5000 : false) });
  if (!state.data) return null;
  return state.data.is_claimed ? <SignInForm cluster={state.data.cluster_name} onSignedIn={onSignedIn} /> : <ClaimForm onSignedIn={onSignedIn} />;
}

function Card({ kind, title, lead, children }: { kind: string; title: string; lead: string; children: ReactNode }) {
  useEffect(() => {
    document.title = title;
    document.querySelector<HTMLElement>(".signin input")?.focus();
  }, [title]);
  return (
    <main className="center">
      <section className="card signin" data-gate={kind}>
        <BrandMark />
        <h1>{title}</h1>
        <p className="muted">{lead}</p>
        {children}
      </section>
    </main>
  );
}

/** Sends once at a time; what the leader says about a refusal is shown. */
function useSending(first: Failure | null, onDone: () => void): { isBusy: boolean; failure: Failure | null; fail: (failure: Failure) => void; send: (work: () => Promise<unknown>) => void } {
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(first);
  const send = (work: () => Promise<unknown>): void => {
    if (isBusy) return;
    setBusy(true);
    setFailure(null);
    work().then(onDone, (error: unknown) => {
      setBusy(false);
      setFailure(refusal(error));
    });
  };
  return { isBusy, failure, fail: setFailure, send };
}

function SignInForm({ cluster, onSignedIn }: { cluster: string; onSignedIn: () => void }) {
  const t = text.people.signIn;
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const problem = givenLinkProblem();
  const { isBusy, failure, fail, send } = useSending(problem ? refusal(problem) : null, onSignedIn);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (name.trim() === "" || password === "") fail({ cause: t.empty, remedy: null });
    else send(() => signIn(name.trim(), password));
  };
  return (
    <Card kind="sign-in" title={t.title} lead={t.lead(cluster)}>
      <form onSubmit={submit}>
        <Field label={t.name} value={name} onChange={(e) => setName(e.target.value)} autoComplete="username" autoCapitalize="none" spellCheck={false} />
        <Field label={t.password} type="password" value={password} onChange={(e) => setPassword(e.target.value)} autoComplete="current-password" />
        <Refused failure={failure} />
        <Button kind="primary" type="submit" icon={isBusy ? "init" : "person"} spin={isBusy}>
          {isBusy ? t.busy : t.go}
        </Button>
      </form>
      <p className="small muted">{t.forgotten}</p>
    </Card>
  );
}

function ClaimForm({ onSignedIn }: { onSignedIn: () => void }) {
  const t = text.people.claim;
  const [code, setCode] = useState(givenClaimCode());
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const { isBusy, failure, fail, send } = useSending(null, onSignedIn);
  const differs = again !== "" && again !== password;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (code.trim() === "" || name.trim() === "" || password === "") fail({ cause: t.empty, remedy: null });
    else if (again !== password) fail({ cause: t.differs, remedy: null });
    else send(() => claim(code.trim(), name.trim(), password));
  };
  return (
    <Card kind="claim" title={t.title} lead={t.lead}>
      <form onSubmit={submit}>
        <Field label={t.code} hint={t.codeHint} value={code} onChange={(e) => setCode(e.target.value)} autoComplete="one-time-code" spellCheck={false} />
        <Field label={t.name} hint={t.nameHint} value={name} onChange={(e) => setName(e.target.value)} autoComplete="username" autoCapitalize="none" spellCheck={false} />
        <Field label={t.password} hint={t.passwordHint} type="password" value={password} onChange={(e) => setPassword(e.target.value)} autoComplete="new-password" />
        <Field label={t.again} problem={differs ? t.differs : null} type="password" value={again} onChange={(e) => setAgain(e.target.value)} autoComplete="new-password" />
        <Refused failure={failure} />
        <Button kind="primary" type="submit" icon={isBusy ? "init" : "check"} spin={isBusy}>
          {isBusy ? t.busy : t.go}
        </Button>
      </form>
    </Card>
  );
}
