"""``pio logs``."""

from __future__ import annotations

import click


@click.command("logs")
@click.option("-n", "count", type=click.IntRange(0), default=100, show_default=True, help="Lines to show.")
@click.option("-f", "--follow", is_flag=True, help="Go on with new lines as they come; Ctrl-C ends.")
def logs(count: int, follow: bool) -> None:
    """Show the end of this unit's log."""
    from pioreactor.storage.log_files import log_files
    from pioreactor.utils.tailing import Tail

    paths = log_files()
    tail = Tail(paths)
    lines = tail.last(count)
    if not lines and not follow and not any(path.exists() for path in paths):
        raise click.ClickException(f"there is no log yet at {paths[0]}. Check [logging] log_file.")
    for line in lines:
        click.echo(line)
    if follow:
        for line in tail.follow():
            click.echo(line)
