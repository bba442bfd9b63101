"""The list of units in the form that Ansible's inventory scripts have, so that there is one list only."""

from __future__ import annotations

import sqlite3
from typing import Any

from pioreactor.config import get_leader_hostname
from pioreactor.exc import PioreactorError
from pioreactor.pubsub.addresses import resolve_to_address
from pioreactor.storage.database.workers import list_workers


def inventory(connection: sqlite3.Connection) -> dict[str, Any]:
    """Groups ``leader`` and ``workers`` below ``cluster``, and the variables of each host.

    The leader is reached without a network. A leader that also works is in both groups. Raises PioreactorError when no
    leader is configured.
    """
    leader = get_leader_hostname()
    if not leader:
        raise PioreactorError("No leader is configured: [cluster.topology] leader_hostname is empty.")
    workers = list_workers(connection)
    variables: dict[str, dict[str, Any]] = {
        leader: {"ansible_connection": "local", "ansible_host": _host(resolve_to_address(leader))}
    }
    for worker in workers:
        own = variables.setdefault(
            worker.pioreactor_unit, {"ansible_host": _host(resolve_to_address(worker.pioreactor_unit))}
        )
        own["pioreactor_is_active"] = bool(worker.is_active)
        if worker.model_name and worker.model_version:
            own |= {"pioreactor_model": worker.model_name, "pioreactor_model_version": worker.model_version}
    return {
        "_meta": {"hostvars": variables},
        "all": {"children": ["cluster"]},
        "cluster": {"children": ["leader", "workers"]},
        "leader": {"hosts": [leader]},
        "workers": {"hosts": [worker.pioreactor_unit for worker in workers]},
    }


def _host(address: str) -> str:
    """The address without the port of its web server."""
    host, colon, port = address.rpartition(":")
    has_port = bool(colon) and port.isdigit() and (":" not in host or host.endswith("]"))
    return (host if has_port else address).strip("[]")
