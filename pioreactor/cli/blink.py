"""``pio blink``."""

from __future__ import annotations

import click


@click.command("blink")
def blink() -> None:
    """Blink the light of this unit, to find it on the bench. Needs the job monitor."""
    from pioreactor.cli.leader_http import ask, part
    from pioreactor.runtime.registry import Registry
    from pioreactor.whoami import get_unit_name

    if not Registry().is_running("monitor"):
        raise click.ClickException("the job monitor drives the light and is not running. Start it: `pio run monitor`.")
    ask("post", f"/api/workers/{part(get_unit_name())}/blink")
    click.echo(f"{get_unit_name()} was asked to blink.")
