import type { ApiToken } from "../../api/types";
import { clock } from "../../live";
import { format, text } from "../../texts";
import { Button } from "../../ui/Button";
import { Chip } from "../../ui/Chip";
import { Table, type Column } from "../../ui/Table";
import { revokeToken } from "./commands";
import { agoOf } from "./model";

const t = text.people.tokens;
const c = t.columns;

const COLUMNS: readonly Column<ApiToken>[] = [
  { key: "name", title: c.name, sortBy: (token) => token.name, cell: (token) => <b>{token.name}</b> },
  { key: "owner", title: c.owner, sortBy: (token) => token.username, cell: (token) => token.username },
  { key: "role", title: c.role, cell: (token) => text.people.roles[token.role] ?? token.role },
  { key: "until", title: c.until, isShort: true, sortBy: (token) => token.expires_at, cell: (token) => (token.is_expired ? <Chip kind="off">{t.over}</Chip> : format.moment(Date.parse(token.expires_at), clock.nowMs())) },
  { key: "used", title: c.used, sortBy: (token) => token.used_at ?? null, cell: (token) => agoOf(token.used_at) },
  {
    key: "actions",
    title: c.actions,
    isUnnamed: true,
    cell: (token) => (
      <Button size="sm" aria-label={t.revokeOf(token.name)} onClick={() => void revokeToken(token.token_id)}>
        {t.revoke}
      </Button>
    ),
  },
];

interface Props {
  tokens: readonly ApiToken[];
  sort: string;
  onSort: (sort: string) => void;
}

export function TokenTable({ tokens, ...sorting }: Props) {
  return <Table name="tokens" caption={text.people.page.tabs.tokens} columns={COLUMNS} rows={tokens} keyOf={(token) => String(token.token_id)} marks={(token) => ({ "data-token": token.name })} empty={<p>{t.none}</p>} {...sorting} />;
}
