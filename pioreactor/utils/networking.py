"""Addresses of units, and small questions to the network."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

from pioreactor.exc import RsyncError
from pioreactor.pubsub.addresses import add_local as add_local
from pioreactor.pubsub.addresses import resolve_to_address as resolve_to_address


def is_reachable(address: str, port: int = 22, timeout: float = 2.0) -> bool:
    """True if something accepts a connection there within ``timeout`` wall seconds."""
    try:
        socket.create_connection((address, port), timeout=timeout).close()
    except OSError:
        return False
    return True


def get_ip() -> str:
    """The IPv4 addresses of this machine, joined by commas; ``127.0.0.1`` without a network. Sends nothing."""
    try:
        listing = subprocess.run(["hostname", "-I"], capture_output=True, text=True, timeout=2, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        listing = ""
    found = [word for word in listing.split() if "." in word]
    return ",".join(found) or "127.0.0.1"


def discover_workers_on_network(terminate: bool = True, timeout: float = 3.0) -> Iterator[str]:
    """Unit names that announce themselves by mDNS; none where avahi is not installed.

    ``terminate`` False would listen for ever in other implementations; here it only triples ``timeout``.
    """
    command = ["avahi-browse", "_pio-worker._tcp", "-p", "-t", "-k"]
    try:
        run = subprocess.run(
            command, capture_output=True, text=True, timeout=timeout if terminate else 3 * timeout, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return
    prefix = "pioreactor-worker-on-"
    seen: set[str] = set()
    for line in run.stdout.splitlines():
        fields = line.split(";")
        name = fields[3].removeprefix(prefix) if len(fields) > 3 else ""
        if name and name not in seen and fields[0] in "+=":
            seen.add(name)
            yield name


def cp_file_across_cluster(unit: str, local_path: str, remote_path: str, timeout: int = 30) -> None:
    """Copy one file to a unit over SSH. Raises RsyncError with rsync's own words; FileNotFoundError."""
    if not Path(local_path).is_file():
        raise FileNotFoundError(local_path)
    host = resolve_to_address(unit).partition(":")[0]
    command = ["rsync", "-z", "--timeout", str(timeout), "--inplace", "--", local_path, f"{host}:{remote_path}"]
    try:
        run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=timeout * 4)
    except (OSError, subprocess.SubprocessError) as error:
        raise RsyncError(f"{local_path} was not copied to {unit}: {error}.") from error
    if run.returncode != 0:
        raise RsyncError(f"{local_path} was not copied to {unit}: {run.stderr.strip()}")
