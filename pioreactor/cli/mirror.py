"""``pio mirror``: a copy of the database in PostgreSQL."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from pioreactor.cli.output import echo_json, json_option
from pioreactor.cli.roles import require_leader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pioreactor.cluster.mirror.wish import Wish


@click.group("mirror", no_args_is_help=True)
def mirror() -> None:
    """Keep a copy of what was measured in a PostgreSQL database, for queries, dashboards and the long term."""
    require_leader("pio mirror")


@mirror.command("set")
@click.argument("address")
def set_(address: str) -> None:
    """Mirror to ADDRESS from now on: postgresql://USER@HOST:PORT/DATABASE

    Asks for the password, or reads it from stdin; it is kept in a file that nobody else can read. Over a network the
    server's certificate is verified: name its authority with ?sslrootcert=/path/ca.pem.
    """
    import sys

    from pioreactor.cluster.mirror import filling, wish
    from pioreactor.cluster.mirror.address import split

    with _clearly():
        address, password = split(address)
        if not password:
            is_asked = sys.stdin.isatty()
            password = (
                click.prompt("Password, empty for none", hide_input=True, default="", show_default=False)
                if is_asked
                else sys.stdin.readline().rstrip("\n")
            )
        wished = wish.Wish(address=address, password=password)
        filling.check(wished)
        wish.save(wished)
    click.echo(f"Mirrored to {address} from now on. How far it is: pio mirror status")


@mirror.command("off")
def off() -> None:
    """Mirror no more. What was copied stays where it is."""
    from pioreactor.cluster.mirror import wish

    with _clearly():
        click.echo("There is no mirror any more." if wish.forget() else "There was no mirror.")


@mirror.command("status")
@json_option
def status(as_json: bool) -> None:
    """Say where the mirror is and since when it is complete. The exit code is 1 if it is not well."""
    import msgspec

    from pioreactor.cluster.mirror import state, wish

    with _clearly():
        wished = wish.load()
    if wished is None:
        if as_json:
            echo_json({"address": None})
        else:
            click.echo("There is no mirror. Make one: pio mirror set postgresql://USER@HOST/DATABASE")
        return
    found = state.load(wished.address)
    well, words = state.judge(found)
    if as_json:
        echo_json(
            {
                "address": wished.address,
                "is_well": well,
                **msgspec.to_builtins(found),
                "behind_s": state.behind_s(found),
            }
        )
    else:
        click.echo(f"{wished.address}: {words}")
    if not well:
        raise SystemExit(1)


@mirror.command("copy")
def copy() -> None:
    """Copy what is new now, once, and say how much that was. On a leader set up by the roles a service does it."""
    from pioreactor.cluster.mirror import filling, state

    rows, wished = 0, _wished()

    def tell(step: int) -> None:
        nonlocal rows
        rows += step
        click.echo(f"\r{rows:,} rows", nl=False, err=True)

    with _clearly(), filling.filler(wished) as made:
        copied = made.fill(tell)
        state.note_complete(state.load(wished.address))
    click.echo("", err=True)
    click.echo(f"The mirror is complete; {copied:,} rows were new.")


def _wished() -> Wish:
    from pioreactor.cluster.mirror import wish

    if (wished := wish.load()) is None:
        raise click.ClickException("there is no mirror. Make one: pio mirror set postgresql://USER@HOST/DATABASE")
    return wished


@contextmanager
def _clearly() -> Iterator[None]:
    """What PostgreSQL, SQLite or the disk have to say, as errors of a command."""
    import sqlite3

    import psycopg

    try:
        yield
    except (psycopg.Error, sqlite3.Error, OSError) as error:
        raise click.ClickException(" ".join(str(error).split())) from error
