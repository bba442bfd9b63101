"""``pio users``: who may use the appliance."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from pioreactor.cli.output import echo_json, echo_table, json_option
from pioreactor.cli.roles import require_leader

if TYPE_CHECKING:
    import sqlite3

_ROLES = click.Choice(["viewer", "operator", "admin"])
_reason = click.option("--reason", default="", help="Why; it stands in the audit trail.")
_from_stdin = click.option("--password-stdin", is_flag=True, help="Read the password from the first line of stdin.")


@click.group("users", no_args_is_help=True)
def users() -> None:
    """Say who may use the appliance, and what they may do. Every change stands in the audit trail."""
    require_leader("pio users")


@users.command("list")
@json_option
def list_(as_json: bool) -> None:
    """List the people, by name."""
    import msgspec

    from pioreactor.leader.identity.at_leader import open_database
    from pioreactor.storage.database import users as stored

    with open_database() as connection:
        found = stored.list_users(connection)
    if as_json:
        echo_json([msgspec.to_builtins(one) for one in found])
    elif not found:
        click.echo("Nobody yet. The first visit of the page claims the appliance: pio users claim-code")
    else:
        rows = [(u.username, u.role, _yes(u.has_password), u.sessions, u.seen_at or "never") for u in found]
        echo_table(("Name", "Role", "Password", "Sessions", "Last seen"), rows)


@users.command("add")
@click.argument("name")
@click.option("--role", type=_ROLES, required=True, help="viewer reads, operator runs experiments, admin decides all.")
@click.option("--link", "by_link", is_flag=True, help="No password: print a link with which they sign in once.")
@_from_stdin
@_reason
@json_option
def add(name: str, role: str, by_link: bool, password_stdin: bool, reason: str, as_json: bool) -> None:
    """Let NAME in. The password is asked for, unless --link or --password-stdin is given."""
    if by_link and password_stdin:
        raise click.UsageError("--link and --password-stdin exclude each other.", click.get_current_context())
    from pioreactor.leader.identity import keys, passwords
    from pioreactor.leader.identity.at_leader import open_database, write_down
    from pioreactor.storage.database import transaction
    from pioreactor.storage.database import users as stored

    name = stored.check_username(name)
    hashed = "" if by_link else passwords.make_hash(_password(password_stdin), name)
    with open_database() as connection:
        with transaction(connection):
            stored.add_user(connection, name, role, hashed)
            write_down(connection, "Let somebody in", f"user {name}", new=role, reason=reason)
        keys.forget_claim_code()
        address = _make_link(connection, name, 60) if by_link else None
    if as_json:
        echo_json({"username": name, "role": role, "link": address})
        return
    click.echo(f"{name} may sign in as {role}.")
    if address:
        click.echo(f"Once, within an hour: {address}")


@users.command("remove")
@click.argument("name")
@_reason
@json_option
def remove(name: str, reason: str, as_json: bool) -> None:
    """Let NAME in no more; sessions and tokens end at once."""
    from pioreactor.leader.identity.at_leader import open_database, write_down
    from pioreactor.storage.database import transaction
    from pioreactor.storage.database import users as stored

    with open_database() as connection, transaction(connection):
        found = stored.get_user(connection, name)
        stored.remove_user(connection, found.username)
        write_down(connection, "Let somebody in no more", f"user {found.username}", old=found.role, reason=reason)
    _tell(f"{found.username} may sign in no more.", as_json, username=found.username)


@users.command("set-role")
@click.argument("name")
@click.argument("role", type=_ROLES)
@_reason
@json_option
def set_role(name: str, role: str, reason: str, as_json: bool) -> None:
    """Change what NAME may do; it holds from the next request on."""
    from pioreactor.leader.identity.at_leader import open_database, write_down
    from pioreactor.storage.database import transaction
    from pioreactor.storage.database import users as stored

    with open_database() as connection, transaction(connection):
        before = stored.get_user(connection, name)
        stored.set_role(connection, before.username, role)
        what = f"user {before.username}"
        write_down(connection, "Change what somebody may do", what, old=before.role, new=role, reason=reason)
    _tell(f"{before.username} is {role} now.", as_json, username=before.username, role=role)


@users.command("set-password")
@click.argument("name")
@_from_stdin
@json_option
def set_password(name: str, password_stdin: bool, as_json: bool) -> None:
    """Give NAME a new password; all sessions of NAME end."""
    from pioreactor.leader.identity import passwords
    from pioreactor.leader.identity.at_leader import open_database, write_down
    from pioreactor.storage.database import transaction
    from pioreactor.storage.database import users as stored

    with open_database() as connection:
        found = stored.get_user(connection, name)
        hashed = passwords.make_hash(_password(password_stdin), found.username)
        with transaction(connection):
            stored.set_password_hash(connection, found.username, hashed)
            write_down(connection, "Set a password", f"user {found.username}", new="a new password")
    _tell(f"{found.username} has a new password.", as_json, username=found.username)


@users.command("link")
@click.argument("name")
@click.option("--minutes", type=click.IntRange(1, 43_200), default=60, show_default=True, help="Until it ends.")
@json_option
def link(name: str, minutes: int, as_json: bool) -> None:
    """Print a link with which NAME signs in once, for instance after forgetting the password."""
    from pioreactor.leader.identity.at_leader import open_database
    from pioreactor.storage.database import users as stored

    with open_database() as connection:
        found = stored.get_user(connection, name)
        address = _make_link(connection, found.username, minutes)
    _tell(address, as_json, username=found.username, link=address)


@users.command("claim-code")
@json_option
def claim_code(as_json: bool) -> None:
    """Print the code with which the first admin signs up on the page. It works once."""
    from pioreactor.leader.identity.at_leader import open_database
    from pioreactor.leader.identity.keys import claim_code as made

    with open_database() as connection:
        code = made(connection)
    if code is None:
        raise click.ClickException("this appliance has been claimed. `pio users add` lets more people in.")
    _tell(code, as_json, claim_code=code)


def _make_link(connection: sqlite3.Connection, username: str, minutes: int) -> str:
    from pioreactor.leader.identity import keys
    from pioreactor.leader.identity.at_leader import write_down
    from pioreactor.storage.database import sign_ins
    from pioreactor.web.cli import page_address

    secret = keys.fresh()
    sign_ins.add_link(connection, username, keys.digest(secret), minutes * 60)
    write_down(connection, "Make a one-time sign-in link", f"user {username}")
    return f"{page_address()}#sign-in={secret}"


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "no"


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))


def _tell(words: str, as_json: bool, **values: object) -> None:
    if as_json:
        echo_json(values)
    else:
        click.echo(words)
