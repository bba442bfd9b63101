"""``pio cluster assign`` and ``unassign``, over the leader's API; ``pio workers`` has them as well."""

from __future__ import annotations

import click

from pioreactor.cli.completing import complete_known_experiment, complete_unit
from pioreactor.cli.leader_http import ask, part
from pioreactor.cli.roles import require_leader


@click.command("assign")
@click.argument("worker", shell_complete=complete_unit)
@click.argument("experiment", shell_complete=complete_known_experiment)
def assign(worker: str, experiment: str) -> None:
    """Assign WORKER to EXPERIMENT; jobs of its former experiment are told to stop."""
    require_leader(click.get_current_context().command_path)
    ask("put", f"/api/experiments/{part(experiment)}/workers", {"pioreactor_unit": worker})
    click.echo(f"Assigned {worker} to {experiment}.")


@click.command("unassign")
@click.argument("worker", shell_complete=complete_unit)
@click.argument("experiment", shell_complete=complete_known_experiment)
def unassign(worker: str, experiment: str) -> None:
    """Take WORKER out of EXPERIMENT and stop its jobs."""
    require_leader(click.get_current_context().command_path)
    ask("delete", f"/api/experiments/{part(experiment)}/workers/{part(worker)}")
    click.echo(f"Unassigned {worker} from {experiment}.")
