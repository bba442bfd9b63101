"""``pio cluster leave``."""

from __future__ import annotations

import os

import click


@click.command("leave")
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
def leave(yes: bool) -> None:
    """Free this unit from its leader, as its owner: sudo pio cluster leave. Its jobs end, its data stay.

    Needed only where the leader cannot do it with `pio cluster remove`, because it is gone or the unit was away.
    """
    from pioreactor.cluster.joining import on_unit
    from pioreactor.exc import RoleError

    if os.geteuid() != 0:
        raise RoleError("Only root may free a unit: sudo pio cluster leave")
    leader = on_unit.marker().get("name", "") or on_unit.leader_in_config()
    if not leader:
        click.echo("This unit belongs to no leader.")
        return
    if not yes:
        click.confirm(f"Leave the cluster of {leader}? The jobs of this unit end.", abort=True, err=True)
    on_unit.leave()
    click.echo(f"This unit is free. On {leader}, if it is still there: pio cluster remove")
