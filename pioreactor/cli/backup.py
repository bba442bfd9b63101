"""``pio backup``: copies of what the leader holds."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pioreactor.cli.output import echo_json, echo_table, json_option
from pioreactor.cli.roles import require_leader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pioreactor.cluster.backups.bringing import Brought
    from pioreactor.cluster.backups.structs import Backup

_where = click.option("--from", "source", help="A folder of backups, or the name of a place: pio backup places.")


@click.group("backup", no_args_is_help=True)
def backup() -> None:
    """Copy what the leader holds, and put it back: database, configuration, secrets, calibrations, plugins."""
    require_leader("pio backup")


@backup.command("create")
@click.option("--to", "folder", type=click.Path(path_type=Path), help="Folder; default: backups in the data root.")
@click.option("--daily", type=click.IntRange(0), default=7, show_default=True, help="Days of which the newest stays.")
@click.option("--weekly", type=click.IntRange(0), default=4, show_default=True, help="Weeks of which the newest stays.")
@click.option("--here-only", is_flag=True, help="Do not copy it to the other places.")
@json_option
def create(folder: Path | None, daily: int, weekly: int, here_only: bool, as_json: bool) -> None:
    """Copy while everything runs, read the copy back, remove what it supersedes, then copy it to its other places.

    The exit code is 1 if a place has no copy of it.
    """
    from pioreactor.cluster.backups import performing, runs
    from pioreactor.cluster.backups.structs import default_folder

    row: dict[str, Any] = {}

    def tell_made(made: Backup, gone: list[str]) -> None:
        row.update(_row(made), removed=gone)
        if as_json:
            return
        click.echo(f"{made.folder}: {_size(made)}, {sum(made.metadata.rows.values())} rows, read back and whole.")
        if gone:
            click.echo(f"Removed {', '.join(gone)}.")

    with _alone():
        outcomes = performing.create(
            runs.new("create"),
            folder or default_folder(),
            daily=daily,
            weekly=weekly,
            here_only=here_only,
            tell_made=tell_made,
            tell=lambda outcome: _tell(outcome, as_json),
        )
    _conclude(outcomes, as_json, row)


@backup.command("copy")
@click.argument("name", required=False)
@click.option("--from", "folder", type=click.Path(path_type=Path), help="Folder; default: backups in the data root.")
@json_option
def copy(name: str | None, folder: Path | None, as_json: bool) -> None:
    """Copy a backup, the newest by default, to the places that lack it. `pio backup create` does it by itself."""
    from pioreactor.cluster.backups import finding, performing, runs
    from pioreactor.cluster.backups.structs import find

    folder = folder or finding.made_in()
    found = find(folder, name)
    with _alone():
        outcomes = performing.copy(
            runs.new("copy", backup=found.name), folder, tell=lambda outcome: _tell(outcome, as_json)
        )
    _conclude(outcomes, as_json, _row(found))


@backup.command("places")
@json_option
def places(as_json: bool) -> None:
    """Say where backups are copied to, what each place has, and how the last try ended."""
    import msgspec

    from pioreactor.cluster.backups import records
    from pioreactor.cluster.backups.places import places as configured

    known, tried = configured(), records.load().places
    if as_json:
        echo_json(
            [
                {
                    **msgspec.to_builtins(place),
                    "record": msgspec.to_builtins(tried[place.name]) if place.name in tried else None,
                }
                for place in known
            ]
        )
    elif not known:
        click.echo("None. Name some in the section [backup.places] of config.ini: usb = /mnt/usb/pioreactor")
    else:
        rows = []
        for place in known:
            record = tried.get(place.name)
            newest = record.copies[0].name if record is not None and record.copies else "none"
            outcome = (record.error or "well") if record is not None else "not tried yet"
            count = len(record.copies) if record is not None else 0
            rows.append((place.name, str(place) or place.problem, count, newest, outcome))
        echo_table(("Place", "Where", "Copies", "Newest", "Last try"), rows)


@backup.command("list")
@_where
@json_option
def list_(source: str | None, as_json: bool) -> None:
    """List the backups and where each lies, newest first. Other places are shown as they were last seen.

    With --from, what is there now.
    """
    import msgspec

    from pioreactor.cluster.backups import finding, records
    from pioreactor.cluster.backups.structs import backups_in

    found = finding.copies_at(source) if source else backups_in(finding.made_in())
    known = finding.known(found, {} if source else records.load().places)
    own = source or "leader"
    where = {one.copy.name: [*([own] if one.here else []), *one.places] for one in known}
    if as_json:
        rows = [_row(one.here) if one.here else {**msgspec.to_builtins(one.copy), "folder": None} for one in known]
        echo_json([{**row, "places": where[row["name"]]} for row in rows])
    elif not known:
        click.echo("No backups yet. Make one: pio backup create" if source is None else f"No backups at {source}.")
    else:
        echo_table(
            ("Name", "Size", "Rows", "Version", "Schema", "Where"),
            [
                (c.name, f"{c.size_bytes / 1e6:.1f} MB", c.rows, c.app_version, c.schema, ", ".join(where[c.name]))
                for c in (one.copy for one in known)
            ],
        )


@backup.command("verify")
@click.argument("name", required=False)
@_where
def verify(name: str | None, source: str | None) -> None:
    """Read a backup back, the newest by default: checksums, the database's integrity, its rows."""
    from pioreactor.cluster.backups import finding, making, records

    found = finding.brought(name, source)
    making.verify(found)
    records.note_read_back(found.name)
    click.echo(f"{found.name} is whole: {sum(found.metadata.rows.values())} rows in {len(found.metadata.rows)} tables.")


@backup.command("restore")
@click.argument("name", required=False)
@_where
@click.option(
    "--files", "with_files", is_flag=True, help="Also configuration, secrets, calibrations, profiles, plugins."
)
@click.option("--check", "is_check", is_flag=True, help="Say what would change and be lost; the default.")
@click.option("--apply", "is_meant", is_flag=True, help="Do it; without this, only say what would happen.")
@click.option("--undo", "undoes", is_flag=True, help="Put back the database that the last restore replaced.")
@json_option
def restore(
    name: str | None,
    source: str | None,
    with_files: bool,
    is_check: bool,
    is_meant: bool,
    undoes: bool,
    as_json: bool,
) -> None:
    """Put a backup back, the newest by default. What is replaced is kept, and --undo brings it back.

    A backup of another unit is brought here first.
    """
    if undoes and (name or source or with_files or is_meant or is_check):
        raise click.UsageError("--undo stands alone.", click.get_current_context())
    if is_check and is_meant:
        raise click.UsageError("--check and --apply exclude each other.", click.get_current_context())
    from pioreactor.cluster.backups import finding, records, restoring

    if undoes:
        outcome = restoring.undo()
    else:
        found = finding.brought(name, source)
        restoring.check(found)
        records.note_read_back(found.name)
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
    import msgspec

    from pioreactor.cluster.backups.comparing import compare

    told = compare(found)
    if as_json:
        echo_json({**_row(found), "would_restore": True, "files": with_files, "changes": msgspec.to_builtins(told)})
        return
    click.echo(f"{found.name}, made by {found.metadata.unit} with version {told.backup_version}, is whole.")
    click.echo(
        f"It is {_age(told.age_s)} old and has schema {told.backup_schema}; this is version {told.version} with schema "
        f"{told.schema}."
    )
    if told.is_damaged:
        click.echo("The database of now is damaged and cannot be read, so what has changed since cannot be told.")
    elif told.tables:
        rows = [(name, _count(table.now), _count(table.backup)) for name, table in told.tables.items()]
        echo_table(("Table", "Rows now", "Rows then"), rows)
    if told.experiments_lost:
        click.echo(f"Experiments that would be lost: {', '.join(told.experiments_lost)}.")
    if told.experiments_back:
        click.echo(f"Experiments that would come back: {', '.join(told.experiments_back)}.")
    if told.is_damaged:
        click.echo("What units have measured since is collected again, if this is the newest backup.")
    elif told.units_keep:
        click.echo("What units have measured since then is still on them and would be collected again.")
    elif told.rows_lost:
        click.echo("A newer backup was made: what units have measured in between may not be on them any more.")
    what = "The database and the files beside it" if with_files else "The database"
    click.echo(f"{what} would be replaced by it and kept. Nothing was changed; do it with --apply.")


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Nobody else makes or copies one meanwhile; somebody who does is waited for."""
    from pioreactor.cluster.backups.runs import DESK

    if DESK.is_held():
        click.echo("Another backup is under way; this one follows.", err=True)
    with DESK.held(waits=True):
        yield


def _tell(outcome: Brought, as_json: bool) -> None:
    if as_json:
        return
    if outcome.error:
        click.echo(f"{outcome.place}: {outcome.error}", err=True)
    elif outcome.was_there:
        click.echo(f"{outcome.place}: has it already.")
    else:
        removed = f" Removed {', '.join(outcome.removed)}." if outcome.removed else ""
        click.echo(f"{outcome.place}: copied to {outcome.where}, read back and whole.{removed}")


def _conclude(outcomes: list[Brought], as_json: bool, row: dict[str, Any]) -> None:
    import msgspec

    from pioreactor.cluster.backups.performing import without_copy

    if as_json:
        echo_json({**row, "places": [msgspec.to_builtins(outcome) for outcome in outcomes]})
    if without_copy(outcomes):
        raise click.ClickException(without_copy(outcomes))


def _age(seconds: float) -> str:
    hours = seconds / 3600
    return f"{hours / 24:.1f} days" if hours >= 48 else f"{hours:.1f} hours"


def _count(rows: int | None) -> str:
    return "none such" if rows is None else str(rows)


def _row(one: Backup) -> dict[str, Any]:
    import msgspec

    return {"name": one.name, "folder": str(one.folder), **msgspec.to_builtins(one.metadata)}


def _size(one: Backup) -> str:
    return f"{one.metadata.size_bytes / 1e6:.1f} MB"
