"""The list of units in the form that Ansible's inventory scripts have, so that there is one list only."""

from __future__ import annotations

import sqlite3
from typing import Any

from pioreactor.cluster.ssh import host_keys, keys
from pioreactor.config import get_config, get_leader_hostname
from pioreactor.exc import PioreactorError
from pioreactor.pubsub.addresses import resolve_to_address, without_port
from pioreactor.storage.database.workers import list_workers


def inventory(connection: sqlite3.Connection) -> dict[str, Any]:
    """Groups ``leader`` and ``workers`` below ``cluster``, and the variables of each host.

    The leader is reached without a network. A leader that also works is in both groups. Group ``pinned`` are the units
    whose host key is pinned, one that is being added as well: Ansible reaches them as root with the leader's own key.
    Raises PioreactorError when no leader is configured.
    """
    leader = get_leader_hostname()
    if not leader:
        raise PioreactorError("No leader is configured: [cluster.topology] leader_hostname is empty.")
    workers = list_workers(connection)
    variables: dict[str, dict[str, Any]] = {
        leader: {"ansible_connection": "local", "ansible_host": without_port(resolve_to_address(leader))}
    }
    for worker in workers:
        own = variables.setdefault(
            worker.pioreactor_unit, {"ansible_host": without_port(resolve_to_address(worker.pioreactor_unit))}
        )
        own["pioreactor_is_active"] = bool(worker.is_active)
        if worker.model_name and worker.model_version:
            own |= {"pioreactor_model": worker.model_name, "pioreactor_model_version": worker.model_version}
    pinned = [name for name in host_keys.pinned_names() if name != leader]
    for name in pinned:
        own = variables.setdefault(name, {"ansible_host": without_port(resolve_to_address(name))})
        own |= _over_ssh(name)
    return {
        "_meta": {"hostvars": variables},
        "all": {"children": ["cluster"]},
        "cluster": {"children": ["leader", "workers"]},
        "leader": {"hosts": [leader]},
        "pinned": {"hosts": pinned},
        "workers": {"hosts": [worker.pioreactor_unit for worker in workers]},
    }


def _over_ssh(name: str) -> dict[str, Any]:
    """Our key and our list of host keys, where the unit stands under its name, and nothing of whoever runs this."""
    options = {
        "UserKnownHostsFile": keys.known_hosts_path(),
        "GlobalKnownHostsFile": "/dev/null",
        "HostKeyAlias": name,
        "StrictHostKeyChecking": "yes",
        "IdentitiesOnly": "yes",
    }
    port = get_config().getint("cluster.ssh_ports", name, fallback=22)
    return {
        "ansible_user": "root",
        "ansible_port": port,
        "ansible_ssh_private_key_file": str(keys.key_path()),
        "ansible_ssh_common_args": " ".join(f"-o {option}={value}" for option, value in options.items()),
    }
