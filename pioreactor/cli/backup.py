"""``pio backup``: copies of what the leader holds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pioreactor.cli.output import echo_json, echo_table, json_option
from pioreactor.cli.roles import require_leader

if TYPE_CHECKING:
    from pioreactor.cluster.backups.structs import Backup

_where = click.option("--from", "folder", type=click.Path(path_type=Path), help="Folder of the backups.")


@click.group("backup", no_args_is_help=True)
def backup() -> None:
    """Copy what the leader holds, and put it back: database, configuration, secrets, calibrations, plugins."""
    require_leader("pio backup")


@backup.command("create")
@click.option("--to", "folder", type=click.Path(path_type=Path), help="Folder; default: backups in the data root.")
@click.option("--daily", type=click.IntRange(0), default=7, show_default=True, help="Days of which the newest stays.")
@click.option("--weekly", type=click.IntRange(0), default=4, show_default=True, help="Weeks of which the newest stays.")
@json_option
def create(folder: Path | None, daily: int, weekly: int, as_json: bool) -> None:
    """Copy while everything runs, read the copy back, then remove what it supersedes."""
    from pioreactor.cluster.backups import making

    folder = folder or _default()
    made = making.create(folder)
    gone = making.rotate(folder, daily=daily, weekly=weekly)
    if as_json:
        echo_json({**_row(made), "removed": gone})
        return
    click.echo(f"{made.folder}: {_size(made)}, {sum(made.metadata.rows.values())} rows, read back and whole.")
    if gone:
        click.echo(f"Removed {', '.join(gone)}.")


@backup.command("list")
@_where
@json_option
def list_(folder: Path | None, as_json: bool) -> None:
    """List the backups, newest first."""
    from pioreactor.cluster.backups.structs import backups_in

    found = backups_in(folder or _default())
    if as_json:
        echo_json([_row(one) for one in found])
    elif not found:
        click.echo("No backups yet. Make one: pio backup create")
    else:
        echo_table(
            ("Name", "Size", "Rows", "Version", "Schema"),
            [
                (b.name, _size(b), sum(b.metadata.rows.values()), b.metadata.app_version, b.metadata.schema)
                for b in found
            ],
        )


@backup.command("verify")
@click.argument("name", required=False)
@_where
def verify(name: str | None, folder: Path | None) -> None:
    """Read a backup back, the newest by default: checksums, the database's integrity, its rows."""
    from pioreactor.cluster.backups import making
    from pioreactor.cluster.backups.structs import find

    found = find(folder or _default(), name)
    making.verify(found)
    click.echo(f"{found.name} is whole: {sum(found.metadata.rows.values())} rows in {len(found.metadata.rows)} tables.")


@backup.command("restore")
@click.argument("name", required=False)
@_where
@click.option(
    "--files", "with_files", is_flag=True, help="Also configuration, secrets, calibrations, profiles, plugins."
)
@click.option("--apply", "is_meant", is_flag=True, help="Do it; without this, only say what would happen.")
@click.option("--undo", "undoes", is_flag=True, help="Put back the database that the last restore replaced.")
@json_option
def restore(
    name: str | None, folder: Path | None, with_files: bool, is_meant: bool, undoes: bool, as_json: bool
) -> None:
    """Put a backup back, the newest by default. What is replaced is kept, and --undo brings it back."""
    if undoes and (name or folder or with_files or is_meant):
        raise click.UsageError("--undo stands alone.", click.get_current_context())
    from pioreactor.cluster.backups import restoring
    from pioreactor.cluster.backups.structs import find

    if undoes:
        outcome = restoring.undo()
    else:
        found = find(folder or _default(), name)
        restoring.check(found)
        if not is_meant:
            _announce(found, with_files, as_json)
            return
        outcome = restoring.restore(found, with_files=with_files)
    if as_json:
        echo_json({"rows": outcome.rows, "migrations": outcome.steps, "files": outcome.files})
        return
    click.echo(f"The database has {sum(outcome.rows.values())} rows. {len(outcome.files)} files were put back.")
    click.echo("Start what was stopped: sudo systemctl start pioreactor.target. Undo: pio backup restore --undo")


def _announce(found: Backup, with_files: bool, as_json: bool) -> None:
    if as_json:
        echo_json({**_row(found), "would_restore": True, "files": with_files})
        return
    click.echo(f"{found.name}, made by {found.metadata.unit} with version {found.metadata.app_version}, is whole.")
    what = "The database and the files beside it" if with_files else "The database"
    click.echo(f"{what} would be replaced by it and kept. Nothing was changed; do it with --apply.")


def _default() -> Path:
    from pioreactor.cluster.backups.structs import default_folder

    return default_folder()


def _row(one: Backup) -> dict[str, Any]:
    import msgspec

    return {"name": one.name, "folder": str(one.folder), **msgspec.to_builtins(one.metadata)}


def _size(one: Backup) -> str:
    return f"{one.metadata.size_bytes / 1e6:.1f} MB"
