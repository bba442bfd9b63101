"""``pio cluster inventory``."""

from __future__ import annotations

import click

from pioreactor.cli.output import echo_json, echo_table, json_option
from pioreactor.cli.roles import require_leader


@click.command("inventory")
@json_option
def inventory(as_json: bool) -> None:
    """Print the units and how to reach them; --json: as Ansible's inventory scripts do with --list."""
    require_leader("pio cluster inventory")
    from pioreactor.cluster.inventory import inventory as whole
    from pioreactor.storage import database

    connection = database.connect(readonly=True)
    try:
        found = whole(connection)
    finally:
        connection.close()
    if as_json:
        echo_json(found)
        return
    hosts = found["_meta"]["hostvars"]
    echo_table(
        ("Unit", "Group", "Address", "Model"),
        [
            (name, _groups(found, name), own["ansible_host"], own.get("pioreactor_model", ""))
            for name, own in hosts.items()
        ],
    )


def _groups(found: dict[str, dict[str, list[str]]], name: str) -> str:
    return ", ".join(group for group in ("leader", "workers") if name in found[group]["hosts"])
