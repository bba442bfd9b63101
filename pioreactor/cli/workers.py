"""``pio workers``: the ecosystem's names for what ``pio cluster`` does with workers."""

from __future__ import annotations

import click

from pioreactor.cli.completing import complete_unit
from pioreactor.cli.lazy import Entry, LazyGroup
from pioreactor.cli.leader_http import ask, part
from pioreactor.cli.output import json_option
from pioreactor.cli.roles import require_leader

workers = LazyGroup(
    "workers",
    table={
        "add": Entry("pioreactor.cli.workers:add", "Add a unit to the cluster."),
        "assign": Entry("pioreactor.cli.cluster.assigning:assign", "Assign a worker to an experiment."),
        "discover": Entry("pioreactor.cli.cluster.discovering:discover", "List workers that announce themselves."),
        "remove": Entry("pioreactor.cli.workers:remove", "Take a worker out of the inventory."),
        "status": Entry("pioreactor.cli.workers:status", "Show how each worker is doing."),
        "unassign": Entry("pioreactor.cli.cluster.assigning:unassign", "Take a worker out of an experiment."),
        "update-active": Entry("pioreactor.cli.workers:update_active", "Switch a worker on or off."),
        "update-model": Entry("pioreactor.cli.workers:update_model", "Say which model a worker is."),
    },
    callback=lambda: require_leader("pio workers"),
    help="Show the workers and assign them to experiments; the same as parts of pio cluster.",
    no_args_is_help=True,
)


@click.command("add")
@click.argument("hostname")
@click.option("-p", "--password", help="Not supported: everybody on this computer could read it.")
@click.option("-m", "--model-name", default="", help="Bioreactor model, such as pioreactor_20ml.")
@click.option("-v", "--model-version", default="", help="Its version, such as 1.5.")
@click.option("-a", "--address", default="", help="Where it is, if it is not found by its name.")
@click.pass_context
def add(
    context: click.Context, hostname: str, password: str | None, model_name: str, model_version: str, address: str
) -> None:
    """Add the unit HOSTNAME, on which the leader's key is already: `pio cluster add` by its older name.

    The ecosystem's default password is not supported. `pio cluster add` takes a claim code or a password in safe ways.
    """
    from pioreactor.cli.cluster.joining import add as add_to_cluster

    if password is not None:
        raise click.UsageError(
            "a password does not belong on a command line, and the default one is not supported. Use "
            f"`pio cluster add {hostname} --claim-code-stdin`, or --user and --password-stdin.",
            context,
        )
    context.invoke(add_to_cluster, name=hostname, model=model_name, model_version=model_version, address=address)


@click.command("remove")
@click.argument("worker", shell_complete=complete_unit)
def remove(worker: str) -> None:
    """Take WORKER out of the inventory and stop its jobs. Its data stay."""
    ask("delete", f"/api/workers/{part(worker)}")
    click.echo(f"Removed {worker} from the inventory.")


@click.command("update-active")
@click.argument("worker", shell_complete=complete_unit)
@click.argument("active", type=click.Choice(["0", "1"]))
def update_active(worker: str, active: str) -> None:
    """Switch WORKER on (1) or off (0). Off: its jobs stop and starts are refused."""
    ask("put", f"/api/workers/{part(worker)}/is_active", {"is_active": int(active)})
    click.echo(f"{worker} is {'active' if active == '1' else 'switched off'} now.")


@click.command("update-model")
@click.argument("worker", shell_complete=complete_unit)
@click.option("-m", "--model-name", required=True, help="Such as pioreactor_20ml.")
@click.option("-v", "--model-version", required=True, help="Such as 1.5.")
def update_model(worker: str, model_name: str, model_version: str) -> None:
    """Say which model WORKER is."""
    body = {"model_name": model_name, "model_version": model_version}
    ask("put", f"/api/workers/{part(worker)}/model", body)
    click.echo(f"{worker} is a {model_name} {model_version} now.")


@click.command("status")
@json_option
def status(as_json: bool) -> None:
    """State, version and experiment of each worker, asked of all at the same time."""
    from pioreactor.cli.cluster.looking import show_status
    from pioreactor.cli.cluster.targets import all_members

    members = [member for member in all_members() if member.is_worker]
    if not members and not as_json:
        click.echo("No workers yet.")
        return
    show_status(members, as_json)
