"""``pio cluster upgrade`` and ``pio cluster rollback``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pioreactor.cli.output import json_option
from pioreactor.cli.roles import require_leader

if TYPE_CHECKING:
    from pioreactor.cluster.upgrading import Event

_limit_option = click.option("--limit", default="", help="Only these units, names with commas between them.")


@click.command("upgrade")
@click.argument("bundle", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--wait-for-experiments/--now", "waits", default=False, help="Each unit waits until no job runs on it.")
@_limit_option
@json_option
def upgrade(bundle: Path, waits: bool, limit: str, as_json: bool) -> None:
    """Bring the release in BUNDLE to every unit: one worker first, then the others, the leader last.

    Jobs end in order and go on afterwards as they were. A unit that is not as well as before goes back by itself, and
    with it the others. Interrupted, it is run again. The exit code is 1 if not every unit has changed.
    """
    require_leader("pio cluster upgrade")
    from pioreactor.cluster.release import bundle as bundles
    from pioreactor.cluster.release.manifest import check_fits

    manifest = bundles.read_manifest(bundle)
    check_fits(manifest)
    variables = {
        "release_bundle": str(bundle.resolve()),
        "upgrade_experiments": "wait" if waits else "keep",
        "upgrade_progress": "true",
    }
    _run("upgrade", variables, limit, as_json, f"Upgrade to {manifest.version}")


@click.command("rollback")
@_limit_option
@json_option
def rollback(limit: str, as_json: bool) -> None:
    """Bring every unit back to the release that it came from; the database as well, without losing readings."""
    require_leader("pio cluster rollback")
    _run("rollback", {"upgrade_progress": "true"}, limit, as_json, "Rollback")


def _run(playbook: str, variables: dict[str, str], limit: str, as_json: bool, title: str) -> None:
    from pioreactor.cluster import upgrading

    board = upgrading.Board()
    show = _as_lines(board) if not as_json else _as_json()

    def tell(event: Event) -> None:
        board.take(event)
        show(event)

    outcome = upgrading.run(upgrading.command_line(playbook, variables, limit), tell)
    if outcome.exit_code != 0:
        reasons = [f"{unit}: {event.text}" for unit, event in sorted(board.units.items()) if event.text]
        if not reasons:
            click.echo(outcome.log, err=True)
        raise click.ClickException(f"{title} has failed. {' '.join(reasons) or 'What Ansible said stands above.'}")
    if not as_json:
        click.echo(f"{title}: all {len(board.units)} units in {outcome.took_s:.0f} s.")


def _as_json() -> Callable[[Event], None]:
    import msgspec

    def show(event: Event) -> None:
        click.echo(msgspec.json.encode(event).decode())

    return show


def _as_lines(board: object) -> Callable[[Event], None]:
    """On a terminal a table that is drawn anew; elsewhere a line for each change."""
    from pioreactor.cli.cluster.live_table import LiveTable

    return LiveTable(board).show  # type: ignore[arg-type]
