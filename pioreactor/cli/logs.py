"""``pio logs``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pathlib import Path


@click.command("logs")
@click.option("-n", "count", type=click.IntRange(0), default=100, show_default=True, help="Lines to show.")
@click.option("-f", "--follow", is_flag=True, help="Go on with new lines as they come; Ctrl-C ends.")
def logs(count: int, follow: bool) -> None:
    """Show the end of this unit's log."""
    from pioreactor.cli.tailing import Tail
    from pioreactor.storage.paths import log_path

    paths = list(dict.fromkeys([log_path(), *_log_of_web_server()]))
    tail = Tail(paths)
    lines = tail.last(count)
    if not lines and not follow and not any(path.exists() for path in paths):
        raise click.ClickException(f"there is no log yet at {paths[0]}. Check [logging] log_file.")
    for line in lines:
        click.echo(line)
    if follow:
        for line in tail.follow():
            click.echo(line)


def _log_of_web_server() -> list[Path]:
    from pathlib import Path

    from pioreactor.config import get_config
    from pioreactor.whoami import am_I_leader

    configured = get_config().get("logging", "ui_log_file", fallback="")
    return [Path(configured).expanduser()] if configured and am_I_leader() else []
