"""``pio db growth`` and ``pio db thin``: how large the database becomes, and making old data smaller."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pioreactor.cli.output import echo_json, echo_table, json_option

if TYPE_CHECKING:
    from pioreactor.storage.database.thinning import Thinned


def present_database() -> Path:
    """The leader's database. Raises ClickException where there is none yet."""
    from pioreactor.storage.paths import database_path

    path = database_path()
    if not path.exists():
        raise click.ClickException(
            f"there is no database at {path} yet. It is made by `pio web` or `pio run mqtt_to_db_streaming`."
        )
    return path


@click.command("growth")
@json_option
def growth(as_json: bool) -> None:
    """Say how large the database is, what it holds, and when the disk will be full."""
    import shutil
    from contextlib import closing

    import msgspec

    from pioreactor.storage.database.connection import connect
    from pioreactor.storage.database.growth import growth as look

    path = present_database()
    with closing(connect(path, readonly=True)) as conn:
        found = look(conn)
    free_bytes = shutil.disk_usage(path.parent).free
    full_in_days = free_bytes / found.bytes_per_day if found.bytes_per_day else None
    if as_json:
        echo_json({**msgspec.to_builtins(found), "disk_free_bytes": free_bytes, "disk_full_in_days": full_in_days})
        return
    if found.kinds:
        rows = [(one.kind, f"{one.readings:,}", f"{one.per_day:,.0f}") for one in found.kinds]
        echo_table(("readings of", "so far", "per day, of the last 7"), rows)
        click.echo()
    click.echo(
        f"The database has {_size(found.file_bytes)}, {_size(found.file_bytes - found.used_bytes)} of it free for new "
        f"rows. The disk has {_size(free_bytes)} free."
    )
    if full_in_days is None:
        click.echo("There is no whole day of readings in the last 7 days to tell from how fast it grows.")
        return
    click.echo(f"It grows by about {_size(found.bytes_per_day)} a day: the disk is full in {_time(full_in_days)}.")
    if full_in_days < 730:
        click.echo("What thinning of old readings would free: pio db thin --older-than-days 90 --dry-run")


@click.command("thin")
@click.option("--older-than-days", type=float, required=True, metavar="DAYS", help="At least 30.")
@click.option("--experiment", help="Only this one; default all that do not have the tag `keep`.")
@click.option("--dry-run", is_flag=True, help="Count, and change nothing.")
@json_option
def thin(older_than_days: float, experiment: str | None, dry_run: bool, as_json: bool) -> None:
    """Replace old readings by their mean of each minute. It cannot be undone, except from a backup.

    Doses, light changes, volumes and blanks stay, and so do the extremes in charts of more than some hours. `[storage]
    thin_after_days` does the same all the time.
    """
    from contextlib import closing

    import msgspec

    from pioreactor.storage.database import thinning
    from pioreactor.storage.database.connection import connect
    from pioreactor.storage.database.experiments import get_experiment
    from pioreactor.storage.database.growth import BYTES_PER_POINT
    from pioreactor.storage.database.space import database_space, give_back

    try:
        before_us = thinning.older_than(older_than_days)
    except ValueError as error:
        raise click.ClickException(str(error)) from None
    with closing(connect(present_database(), readonly=dry_run)) as conn:
        if experiment is not None:
            get_experiment(conn, experiment)
        found = thinning.would_thin(conn, before_us, experiment)
        if not dry_run:
            found = _carry_out(thinning.thin(conn, before_us, experiment), found.points, is_quiet=as_json)
            for _ in give_back(conn):
                pass
        space = database_space(conn)
    if as_json:
        echo_json({**msgspec.to_builtins(found), "is_dry_run": dry_run, "file_bytes": space.allocated_bytes})
        return
    words = "would become" if dry_run else "became"
    click.echo(
        f"{found.minutes:,} minutes of {found.series} series {words} one reading each: {found.points:,} readings "
        f"fewer, about {_size(found.points * BYTES_PER_POINT)}."
    )
    if not dry_run:
        click.echo(f"The database has {_size(space.allocated_bytes)}, {_size(space.reclaimable_bytes)} of it free.")


def _carry_out(steps: Iterator[Thinned], expected: int, *, is_quiet: bool) -> Thinned:
    """Thin with a bar of progress, and return what was done; Ctrl-C ends after the present step."""
    from contextlib import nullcontext

    from pioreactor.storage.database.thinning import Thinned

    done, shown = Thinned(), 0
    with nullcontext() if is_quiet else click.progressbar(length=max(expected, 1), label="Thinning") as bar:
        for step in steps:
            done = step
            if bar is not None:
                bar.update(done.points - shown)
                shown = done.points
    return done


def _size(size_bytes: float) -> str:
    """In the unit that fits, of 1000."""
    for unit in ("B", "kB", "MB"):
        if size_bytes < 1000:
            return f"{size_bytes:.0f} {unit}" if unit == "B" else f"{size_bytes:.1f} {unit}"
        size_bytes /= 1000
    return f"{size_bytes:.1f} GB"


def _time(days: float) -> str:
    if days < 1:
        return "less than a day"
    if days < 60:
        return f"{days:.0f} days"
    return f"{days / 30.44:.0f} months" if days < 730 else f"{days / 365.25:.0f} years"
