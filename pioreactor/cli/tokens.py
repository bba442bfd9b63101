"""``pio tokens``: personal tokens for scripts."""

from __future__ import annotations

import click

from pioreactor.cli.output import echo_json, echo_table, json_option
from pioreactor.cli.roles import require_leader

_ROLES = click.Choice(["viewer", "operator", "admin"])


@click.group("tokens", no_args_is_help=True)
def tokens() -> None:
    """Make and revoke the tokens with which scripts act for people."""
    require_leader("pio tokens")


@tokens.command("list")
@click.option("--user", "username", help="Only those of one person.")
@json_option
def list_(username: str | None, as_json: bool) -> None:
    """List the tokens, newest first; never their secrets."""
    import msgspec

    from pioreactor.leader.identity.at_leader import open_database
    from pioreactor.storage.database import api_tokens

    with open_database() as connection:
        found = api_tokens.list_tokens(connection, username)
    if as_json:
        echo_json([msgspec.to_builtins(one) for one in found])
    elif not found:
        click.echo("No tokens.")
    else:
        rows = [
            (
                t.token_id,
                t.username,
                t.name,
                t.role,
                "over" if t.is_expired else t.expires_at,
                t.used_at or "never",
            )
            for t in found
        ]
        echo_table(("Id", "Owner", "Name", "Role", "Until", "Last used"), rows)


@tokens.command("create")
@click.argument("username")
@click.argument("name")
@click.option(
    "--role", type=click.Choice(["viewer", "operator", "admin"]), help="The most it may do; default: as its owner."
)
@click.option("--days", type=click.IntRange(1, 730), default=90, show_default=True, help="Until it ends.")
@json_option
def create(username: str, name: str, role: str | None, days: int, as_json: bool) -> None:
    """Make a token of USERNAME, called NAME, and print it this once."""
    from pioreactor.leader.identity import tokens as making
    from pioreactor.leader.identity.at_leader import open_database, write_down
    from pioreactor.storage.database import transaction

    with open_database() as connection, transaction(connection):
        made, secret = making.create(connection, username, name, role, days)
        what = f"token {made.name} of {made.username}"
        write_down(connection, "Make a personal token", what, new=f"{made.role} until {made.expires_at}")
    if as_json:
        echo_json({"token_id": made.token_id, "role": made.role, "expires_at": made.expires_at, "token": secret})
        return
    click.echo(f"Token {made.token_id}, {made.role}, until {made.expires_at}. It is shown this once:", err=True)
    click.echo(secret)


@tokens.command("revoke")
@click.argument("token_id", type=int)
@json_option
def revoke(token_id: int, as_json: bool) -> None:
    """Revoke a token by its id; it opens nothing from now on."""
    from pioreactor.leader.identity.at_leader import open_database, write_down
    from pioreactor.storage.database import api_tokens, transaction

    with open_database() as connection, transaction(connection):
        found = api_tokens.revoke_token(connection, token_id)
        what = f"token {found.name} of {found.username}"
        write_down(connection, "Revoke a personal token", what, old=f"{found.role} until {found.expires_at}")
    if as_json:
        echo_json({"token_id": token_id, "username": found.username, "name": found.name})
    else:
        click.echo(f"Revoked {found.name} of {found.username}.")
