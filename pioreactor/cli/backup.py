"""``pio backup``: copies of what the leader holds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pioreactor.cli.output import echo_json, echo_table, json_option
from pioreactor.cli.roles import require_leader

if TYPE_CHECKING:
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
    from pioreactor.cluster.backups import making, records

    folder = folder or _default()
    made = making.create(folder)
    gone = making.rotate(folder, daily=daily, weekly=weekly)
    records.note_made(made)
    if not as_json:
        click.echo(f"{made.folder}: {_size(made)}, {sum(made.metadata.rows.values())} rows, read back and whole.")
        if gone:
            click.echo(f"Removed {', '.join(gone)}.")
    _bring(made, here_only, as_json, {**_row(made), "removed": gone})


@backup.command("copy")
@click.argument("name", required=False)
@click.option("--from", "folder", type=click.Path(path_type=Path), help="Folder; default: backups in the data root.")
@json_option
def copy(name: str | None, folder: Path | None, as_json: bool) -> None:
    """Copy a backup, the newest by default, to the places that lack it. `pio backup create` does it by itself."""
    from pioreactor.cluster.backups import making
    from pioreactor.cluster.backups.structs import find

    found = find(folder or _made_in(), name)
    making.verify(found)
    _bring(found, False, as_json, _row(found))


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
    from pioreactor.cluster.backups import records
    from pioreactor.cluster.backups.structs import backups_in

    found = _copies_of(source) if source else backups_in(_made_in())
    elsewhere: dict[str, list[str]] = {}
    known: dict[str, records.Copy] = {}
    for place, record in records.load().places.items() if source is None else ():
        for one in record.copies:
            elsewhere.setdefault(one.name, []).append(place)
            known[one.name] = one
    here = {one.name for one in found}
    others = [known[name] for name in known if name not in here]
    own = source or "leader"
    if as_json:
        rows: list[dict[str, Any]] = [{**_row(b), "places": [own, *elsewhere.get(b.name, [])]} for b in found]
        rows += [{**_as_dict(one), "folder": None, "places": elsewhere[one.name]} for one in others]
        echo_json(sorted(rows, key=lambda row: str(row["name"]), reverse=True))
    elif not found and not others:
        click.echo("No backups yet. Make one: pio backup create" if source is None else f"No backups at {source}.")
    else:
        lines = [(records.copy_of(b), [own, *elsewhere.get(b.name, [])]) for b in found]
        lines += [(one, elsewhere[one.name]) for one in others]
        lines.sort(key=lambda line: line[0].name, reverse=True)
        echo_table(
            ("Name", "Size", "Rows", "Version", "Schema", "Where"),
            [
                (c.name, f"{c.size_bytes / 1e6:.1f} MB", c.rows, c.app_version, c.schema, ", ".join(where))
                for c, where in lines
            ],
        )


@backup.command("verify")
@click.argument("name", required=False)
@_where
def verify(name: str | None, source: str | None) -> None:
    """Read a backup back, the newest by default: checksums, the database's integrity, its rows."""
    from pioreactor.cluster.backups import making

    found = _brought(name, source)
    making.verify(found)
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
    from pioreactor.cluster.backups import restoring

    if undoes:
        outcome = restoring.undo()
    else:
        found = _brought(name, source)
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
    if told.tables:
        rows = [(name, _count(table.now), _count(table.backup)) for name, table in told.tables.items()]
        echo_table(("Table", "Rows now", "Rows then"), rows)
    if told.experiments_lost:
        click.echo(f"Experiments that would be lost: {', '.join(told.experiments_lost)}.")
    if told.experiments_back:
        click.echo(f"Experiments that would come back: {', '.join(told.experiments_back)}.")
    if told.units_keep:
        click.echo("What units have measured since then is still on them and would be collected again.")
    elif told.rows_lost:
        click.echo("A newer backup was made: what units have measured in between may not be on them any more.")
    what = "The database and the files beside it" if with_files else "The database"
    click.echo(f"{what} would be replaced by it and kept. Nothing was changed; do it with --apply.")


def _bring(made: Backup, here_only: bool, as_json: bool, row: dict[str, Any]) -> None:
    import msgspec

    from pioreactor.cluster.backups.bringing import Brought, bring_everywhere

    def tell(outcome: Brought) -> None:
        if as_json:
            return
        if outcome.error:
            click.echo(f"{outcome.place}: {outcome.error}", err=True)
        elif outcome.was_there:
            click.echo(f"{outcome.place}: has it already.")
        else:
            removed = f" Removed {', '.join(outcome.removed)}." if outcome.removed else ""
            click.echo(f"{outcome.place}: copied to {outcome.where}, read back and whole.{removed}")

    outcomes = [] if here_only else bring_everywhere(made, tell)
    if as_json:
        echo_json({**row, "places": [msgspec.to_builtins(outcome) for outcome in outcomes]})
    missed = [outcome.place for outcome in outcomes if outcome.error]
    if missed:
        raise click.ClickException(f"the backup is whole here, and was not copied to {', '.join(missed)}.")


def _brought(name: str | None, source: str | None) -> Backup:
    """A backup by its name and where it is, brought here if it is on another unit."""
    from pioreactor.cluster.backups.bringing import opened
    from pioreactor.cluster.backups.places import find_place
    from pioreactor.cluster.backups.structs import BackupError, find

    place = find_place(source) if source else None
    if place is None:
        return find(Path(source) if source else _made_in(), name)
    with opened(place) as store:
        copies = store.copies()
        wanted = [one for one in copies if name in (None, one.name)]
        if not wanted:
            there = f" There are: {', '.join(one.name for one in copies)}." if copies else ""
            raise BackupError(f"There is no backup{f' {name!r}' if name else ''} at {place.name} ({place}).{there}")
        return store.fetch(wanted[0], _made_in())


def _copies_of(source: str) -> list[Backup]:
    from pioreactor.cluster.backups.bringing import opened
    from pioreactor.cluster.backups.places import find_place
    from pioreactor.cluster.backups.structs import backups_in

    place = find_place(source)
    if place is None:
        return backups_in(Path(source))
    with opened(place) as store:
        return store.copies()


def _made_in() -> Path:
    """Where the newest backup was made, if that is known and still there; else where they are kept by default."""
    from pioreactor.cluster.backups import records

    folder = records.load().folder
    return Path(folder) if folder and Path(folder).is_dir() else _default()


def _age(seconds: float) -> str:
    hours = seconds / 3600
    return f"{hours / 24:.1f} days" if hours >= 48 else f"{hours:.1f} hours"


def _count(rows: int | None) -> str:
    return "none such" if rows is None else str(rows)


def _default() -> Path:
    from pioreactor.cluster.backups.structs import default_folder

    return default_folder()


def _row(one: Backup) -> dict[str, Any]:
    import msgspec

    return {"name": one.name, "folder": str(one.folder), **msgspec.to_builtins(one.metadata)}


def _size(one: Backup) -> str:
    return f"{one.metadata.size_bytes / 1e6:.1f} MB"


def _as_dict(one: Any) -> dict[str, Any]:
    import msgspec

    return dict(msgspec.to_builtins(one))
