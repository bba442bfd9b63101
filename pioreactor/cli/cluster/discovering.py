"""``pio cluster discover``; ``pio workers discover`` is the same."""

from __future__ import annotations

from typing import Final

import click

from pioreactor.cli.output import json_option
from pioreactor.cli.roles import require_leader

_QUIET_S: Final = 1.5


@click.command("discover")
@click.option("-t", "--terminate", is_flag=True, help="End after 1.5 s without news; else Ctrl-C ends.")
@json_option
def discover(terminate: bool, as_json: bool) -> None:
    """List workers that announce themselves in the network: name, a tab, IPv4 address."""
    require_leader(click.get_current_context().command_path)
    from pioreactor.cluster.discovery import discover as listen

    for found in listen(quiet_s=_QUIET_S if terminate else None):
        if as_json:
            import json

            click.echo(json.dumps(found._asdict()))
        else:
            click.echo(f"{found.name}\t{found.address}")
