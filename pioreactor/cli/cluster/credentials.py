"""``pio cluster credentials``."""

from __future__ import annotations

import click

from pioreactor.cli.output import echo_json, json_option
from pioreactor.cli.roles import require_leader


@click.group("credentials", no_args_is_help=True)
def credentials() -> None:
    """Make and renew the secrets of the units. They are kept on the leader, readable by its user only."""
    require_leader("pio cluster credentials")


@credentials.command("ensure")
@click.argument("units", nargs=-1)
@click.option("--dry-run", is_flag=True, help="Write nothing; what is missing is shown as it could be.")
@json_option
def ensure(units: tuple[str, ...], dry_run: bool, as_json: bool) -> None:
    """Make what UNITS and the leader lack. Only --json prints secrets: for a playbook, never for a log."""
    from pioreactor.cluster import secrets
    from pioreactor.cluster.authority import handing_out

    found, is_changed = secrets.ensure(units, dry_run=dry_run)
    certificates = handing_out.hand_out(units, dry_run=dry_run)
    is_changed = is_changed or certificates["changed"]
    if as_json:
        echo_json({**secrets.hand_out(found, units, is_changed), "tls": certificates})
    else:
        click.echo("Made what was missing." if is_changed else "Nothing is missing.")


@credentials.command("rotate")
@click.argument("units", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="All units, and the page's account.")
def rotate(units: tuple[str, ...], everything: bool) -> None:
    """Renew the secrets of UNITS on the leader. playbooks/rotate_credentials.yml also hands them out.

    The former token of a unit goes on holding until it has the new one, for a day at most.
    """
    if bool(units) == everything:
        raise click.UsageError("name units, or give --all.", click.get_current_context())
    from pioreactor.cluster import secrets

    found = secrets.rotate(units, everything=everything)
    click.echo(f"Renewed the secrets of {', '.join(found.units if everything else units)}.")


@credentials.command("settle")
@click.argument("units", nargs=-1, required=True)
def settle(units: tuple[str, ...]) -> None:
    """UNITS have their renewed secrets on disk: what they had before ends now. The playbooks call it."""
    from pioreactor.cluster import secrets

    changed = secrets.settle(units)
    click.echo(f"Ended what was valid before for {', '.join(changed)}." if changed else "There was nothing to end.")


@credentials.command("forget")
@click.argument("unit")
def forget(unit: str) -> None:
    """Remove the secrets of UNIT, which has left the cluster."""
    from pioreactor.cluster import secrets
    from pioreactor.cluster.authority import keeping

    has_certificate = keeping.forget_unit(unit)
    is_known = secrets.forget(unit) or has_certificate
    click.echo(f"Removed the secrets of {unit}." if is_known else f"There are none of {unit}.")
