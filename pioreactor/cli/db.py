"""``pio db``."""

from __future__ import annotations

import os
import shutil

import click

from pioreactor.cli.roles import require_leader


@click.command("db")
def db() -> None:
    """Open the leader's database in the sqlite3 shell."""
    require_leader("pio db")
    from pioreactor.storage.paths import database_path

    path = database_path()
    if not path.exists():
        raise click.ClickException(
            f"there is no database at {path} yet. It is made by `pio web` or `pio run mqtt_to_db_streaming`."
        )
    shell = shutil.which("sqlite3")
    if shell is None:
        raise click.ClickException("the program sqlite3 is not installed. Install it with `sudo apt install sqlite3`.")
    os.execv(shell, [shell, "-column", "-header", str(path)])  # noqa: S606 - there is no shell in this
