"""``pio cluster upgrade`` and ``pio cluster rollback``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pioreactor.cli.output import json_option
from pioreactor.cli.roles import require_leader

if TYPE_CHECKING:
    from pioreactor.cluster.upgrades.records import Kind
    from pioreactor.cluster.upgrading import Board, Event

_limit_option = click.option("--limit", default="", help="Only these units, names with commas between them.")


@click.command("upgrade")
@click.argument("bundle", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--wait-for-experiments/--now", "waits", default=False, help="Each unit waits until no job runs on it.")
@_limit_option
@json_option
def upgrade(bundle: Path, waits: bool, limit: str, as_json: bool) -> None:
    """Bring the release in BUNDLE to every unit: one worker first, then the others, the leader last.

    Jobs end in order and go on afterwards as they were. A unit that is not as well as before goes back by itself, and
    with it the others. It goes on without this command, and is seen on the page Upgrades as well. Interrupted, it is
    run again. The exit code is 1 if not every unit has changed.
    """
    require_leader("pio cluster upgrade")
    from pioreactor.cluster.release import bundle as bundles
    from pioreactor.cluster.release.manifest import check_fits

    manifest = bundles.read_manifest(bundle)
    check_fits(manifest)
    title = f"Upgrade to {manifest.version}"
    _run("upgrade", title, limit, as_json, version=manifest.version, bundle=str(bundle.resolve()), waits=waits)


@click.command("rollback")
@_limit_option
@json_option
def rollback(limit: str, as_json: bool) -> None:
    """Bring every unit back to the release that it came from; the database as well, without losing readings."""
    require_leader("pio cluster rollback")
    _run("rollback", "Rollback", limit, as_json)


def _run(
    kind: Kind, title: str, limit: str, as_json: bool, *, version: str = "", bundle: str = "", waits: bool = False
) -> None:
    from contextlib import closing

    from pioreactor.cluster import upgrading
    from pioreactor.cluster.upgrades import asking, following, planning
    from pioreactor.storage import database

    only = [name for name in limit.split(",") if name]
    with closing(database.connect(readonly=True)) as connection:
        workers, leader = planning.members(connection)
    unknown = sorted({*only} - {*workers, leader})
    if unknown:
        raise click.ClickException(
            f"{', '.join(unknown)} is not in the cluster. Units: {', '.join([*workers, leader])}."
        )
    board = upgrading.Board()
    show = _as_lines(board) if not as_json else _as_json()

    def tell(event: Event) -> None:
        board.take(event)
        show(event)

    units = planning.order(workers, leader, only)
    run = asking.ask(
        kind,
        units,
        leader,
        version=version,
        bundle=bundle,
        waits=waits,
        only=only,
        asked_by="pio",
    )
    try:
        run = following.follow(run.run_id, tell)
    except KeyboardInterrupt:
        raise click.ClickException(f"{title} goes on without this command. The page Upgrades shows it.") from None
    if run.outcome != "succeeded":
        reasons = [f"{unit.unit}: {unit.text}" for unit in run.units if unit.text and unit.state != "done"]
        if not reasons:
            click.echo("\n".join(run.log), err=True)
        raise click.ClickException(f"{title}: {run.outcome}. {' '.join(reasons) or run.message}")
    if not as_json:
        click.echo(f"{title}: all {len(run.units)} units in {run.took_s or 0.0:.0f} s.")


def _as_json() -> Callable[[Event], None]:
    import msgspec

    def show(event: Event) -> None:
        click.echo(msgspec.json.encode(event).decode())

    return show


def _as_lines(board: Board) -> Callable[[Event], None]:
    """On a terminal a table that is drawn anew; elsewhere a line for each change."""
    from pioreactor.cli.live_table import LiveTable, Row

    table = LiveTable()

    def show(event: Event) -> None:
        units = [Row(name, own.state, own.text, own.seconds) for name, own in sorted(board.units.items())]
        is_of_a_unit = event.unit in board.units
        whole = [] if is_of_a_unit else [Row("", f"{event.step}  {event.state}", event.text, event.seconds)]
        table.show(board.step, [*whole, *units])

    return show
