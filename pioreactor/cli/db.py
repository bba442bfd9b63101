"""``pio db``."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import click

from pioreactor.cli.db_growth import growth, present_database, thin
from pioreactor.cli.dead_letters import dead_letters
from pioreactor.cli.output import echo_json, echo_table, json_option
from pioreactor.cli.roles import require_leader


@click.group("db", invoke_without_command=True)
@click.pass_context
def db(context: click.Context) -> None:
    """Open the leader's database in the sqlite3 shell; or one of the commands below."""
    require_leader("pio db")
    if context.invoked_subcommand is not None:
        return
    path = present_database()
    shell = shutil.which("sqlite3")
    if shell is None:
        raise click.ClickException("the program sqlite3 is not installed. Install it with `sudo apt install sqlite3`.")
    os.execv(shell, [shell, "-column", "-header", str(path)])  # noqa: S606 - there is no shell in this


for command in (dead_letters, growth, thin):
    db.add_command(command)


@db.command("migrate")
@click.option("--to", type=int, help="The number of the migration; default the newest of this release.")
def migrate(to: int | None) -> None:
    """Bring the schema up, or down with --to. A database that is not there is made.

    Data of tables that an older schema does not have are deleted.
    """
    from contextlib import closing

    from pioreactor.storage.database.connection import connect
    from pioreactor.storage.database.migrating import migrate as move
    from pioreactor.storage.database.migrating import schema_version
    from pioreactor.storage.paths import database_path

    with closing(connect(database_path())) as conn:
        steps = move(conn, to)
        took = f"after {steps} step{'' if steps == 1 else 's'}" if steps else "already"
        click.echo(f"Schema {schema_version(conn)} {took}.")


@db.command("schema")
def schema() -> None:
    """Print the number of the last applied migration."""
    from contextlib import closing

    from pioreactor.storage.database.connection import connect
    from pioreactor.storage.database.migrating import schema_version

    with closing(connect(present_database(), readonly=True)) as conn:
        click.echo(schema_version(conn))


@db.command("clocks")
@click.option("--unit", help="Only this one.")
@click.option("-n", "limit", type=click.IntRange(1, 100_000), default=50, show_default=True, help="At most so many.")
@json_option
def clocks(unit: str | None, limit: int, as_json: bool) -> None:
    """List when clocks of units were off: what was measured then carries the time of the unit."""
    from contextlib import closing

    import msgspec

    from pioreactor.storage.database.clock_offsets import list_offsets
    from pioreactor.storage.database.connection import connect

    with closing(connect(present_database(), readonly=True)) as conn:
        found = list_offsets(conn, unit=unit, limit=limit)
    if as_json:
        echo_json(msgspec.to_builtins(found))
    elif not found:
        click.echo("No clock was off.")
    else:
        rows = [(one.pioreactor_unit, one.from_, one.to or "now", f"{one.ahead_s:+.1f} s") for one in found]
        echo_table(("Unit", "From (the leader's time)", "To", "Its clock against the leader's"), rows)


@db.command("hold")
@click.option("--reason", required=True, help="Why, for who finds it later.")
def hold(reason: str) -> None:
    """Ask units to keep all readings from now on, because the database may be put back to an earlier state."""
    from pioreactor.storage.database import holding

    holding.hold(present_database(), reason)
    click.echo("Units keep what they send until `pio db release`.")


@db.command("release")
def release() -> None:
    """Let units forget again what is stored safely."""
    from pioreactor.storage.database import holding

    holding.release(present_database())
    click.echo("Units forget again what is stored safely.")


@db.command("snapshot")
@click.argument("file", type=click.Path(path_type=Path))
def snapshot(file: Path) -> None:
    """Copy the database to FILE while it is in use, and verify the copy."""
    from pioreactor.storage.database.snapshot import take

    click.echo(f"Schema {take(present_database(), file)}, {file.stat().st_size / 1e6:.1f} MB.")


@db.command("bring-back")
@click.argument("file", type=click.Path(exists=True, path_type=Path))
def bring_back(file: Path) -> None:
    """Put the snapshot FILE in the place of the database. Stop pioreactor-web and pioreactor-ingest before."""
    from pioreactor.storage.database.snapshot import bring_back as put
    from pioreactor.storage.paths import database_path

    click.echo(f"Schema {put(file, database_path())}. What was there is kept beside it.")
