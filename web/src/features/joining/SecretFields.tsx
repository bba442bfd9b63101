import { joining } from "../../texts/joining";
import { Field } from "../../ui/Field";
import type { Typed, Way } from "./model";

const t = joining.add;

interface Props {
  way: Way;
  typed: Pick<Typed, "code" | "user" | "password">;
  onType: (part: Partial<Typed>) => void;
}

/** What a way in needs: a code, a login, or nothing. */
export function SecretFields({ way, typed, onType }: Props) {
  if (way === "claim_code") return <Field label={t.code} value={typed.code} onChange={(e) => onType({ code: e.target.value })} autoComplete="one-time-code" autoCapitalize="characters" spellCheck={false} />;
  if (way === "key") return null;
  return (
    <div className="fields">
      <Field label={t.user} value={typed.user} onChange={(e) => onType({ user: e.target.value })} autoComplete="off" autoCapitalize="none" spellCheck={false} />
      <Field label={t.password} type="password" value={typed.password} onChange={(e) => onType({ password: e.target.value })} autoComplete="off" />
    </div>
  );
}
