"""SSH from the leader to the units: one key, one list of pinned host keys, for our commands and for Ansible alike.

A unit is known by its name, wherever it is: a pinned host key survives a new address, and no other host can take the
place of a name. Nobody is trusted because nobody else answered: a host key is pinned by whoever has seen it, or by a
claim code. Both files stand in the data folder of the leader, below ``ssh/``; ``pio cluster inventory`` hands them to
Ansible.
"""

from __future__ import annotations

from pioreactor.cluster.ssh.connecting import connect
from pioreactor.cluster.ssh.errors import (
    HostKeyChangedError,
    HostKeyUnknownError,
    LoginRefusedError,
    SshError,
    UnreachableError,
)
from pioreactor.cluster.ssh.host_keys import HostKey, pin, pinned, scan, unpin
from pioreactor.cluster.ssh.hosts import SshHost, host_of
from pioreactor.cluster.ssh.keys import ensure_key, key_path, known_hosts_path, public_key

__all__ = [
    "HostKey",
    "HostKeyChangedError",
    "HostKeyUnknownError",
    "LoginRefusedError",
    "SshError",
    "SshHost",
    "UnreachableError",
    "connect",
    "ensure_key",
    "host_of",
    "key_path",
    "known_hosts_path",
    "pin",
    "pinned",
    "public_key",
    "scan",
    "unpin",
]
