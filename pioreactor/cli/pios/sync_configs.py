"""``pios sync-configs``: the ecosystem's name for ``pio cluster config sync``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pioreactor.cli.cluster.acting import act, finish
from pioreactor.cli.cluster.targets import chosen_members, target_options, yes_option
from pioreactor.cli.output import json_option

if TYPE_CHECKING:
    from pioreactor.cluster.fleet.members import Selection
    from pioreactor.cluster.fleet.outcomes import Outcome


@click.command("sync-configs")
@click.option("--shared", is_flag=True, help="For older scripts: both kinds of file are always looked at.")
@click.option("--specific", is_flag=True, help="For older scripts, as --shared.")
@click.option("--skip-save", is_flag=True, help="For older scripts: what is new is kept all the same.")
@target_options(only_ecosystem=True)
@yes_option
@json_option
def sync_configs(shared: bool, specific: bool, skip_save: bool, selection: Selection, yes: bool, as_json: bool) -> None:
    """Bring the shared configuration to the units, and keep what was written into the units' own files.

    Never asks. The leader is always looked at, too.
    """
    from pioreactor.cluster.fleet.members import Default
    from pioreactor.config import get_leader_hostname

    units = [member.name for member in chosen_members(selection, Default.EVERYBODY)]
    leader = get_leader_hostname()
    outcomes = act("Sync", [*(unit for unit in units if unit != leader), leader], _bring, limit_s=60.0, as_json=as_json)
    finish(outcomes, as_json)


def _bring(unit: str) -> Outcome:
    import msgspec

    from pioreactor.cli.cluster.config import bring
    from pioreactor.cluster.fleet.outcomes import of_reply
    from pioreactor.leader.replies import UnitReply

    told = bring((unit,))[unit]
    return of_reply(msgspec.convert(told, UnitReply), f"has version {told['value']['version']}" if told["ok"] else "")
