import type { ApiToken } from "../../api/types";
import { clock } from "../../live";
import { format, text } from "../../texts";
import { Button } from "../../ui/Button";
import { Chip } from "../../ui/Chip";
import { revokeToken } from "./commands";

const t = text.people.tokens;

export function TokenTable({ tokens }: { tokens: readonly ApiToken[] }) {
  if (tokens.length === 0) return <p className="card body muted" style={{ padding: 16 }}>{t.none}</p>;
  return (
    <div className="card people">
      <table className="data">
        <thead>
          <tr>
            {Object.entries(t.columns).map(([key, word]) => <th key={key} scope="col">{key === "actions" ? <span className="sr">{word}</span> : word}</th>)}
          </tr>
        </thead>
        <tbody>
          {tokens.map((token) => (
            <tr key={token.token_id} data-token={token.name}>
              <td>
                <b>{token.name}</b>
              </td>
              <td data-name={t.columns.owner}>{token.username}</td>
              <td data-name={t.columns.role}>{text.people.roles[token.role] ?? token.role}</td>
              <td data-name={t.columns.until} className="nowrap">
                {token.is_expired ? <Chip kind="off">{t.over}</Chip> : format.moment(Date.parse(token.expires_at), clock.nowMs())}
              </td>
              <td data-name={t.columns.used}>{token.used_at ? text.people.users.ago(Math.max(0, (clock.nowMs() - Date.parse(token.used_at)) / 1000)) : text.people.users.never}</td>
              <td className="acts">
                <Button size="sm" aria-label={t.revokeOf(token.name)} onClick={() => void revokeToken(token.token_id)}>
                  {t.revoke}
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
