"""The network of one lab: a namespace with a bridge, and sockets and programs of ours inside it."""

from __future__ import annotations

import ctypes
import os
import socket
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from .commands import call
from .errors import LabError

SUBNET = "10.77.0"
GATEWAY = f"{SUBNET}.1"
BRIDGE = "br0"
NAMESPACES = Path("/run/netns")
CLONE_NEWNET = 0x40000000
T = TypeVar("T")


def namespace(lab: str) -> str:
    """Name of the lab's network namespace."""
    return f"pioreactor-lab-{lab}"


def create(lab: str) -> None:
    """Makes the namespace with its bridge; the machine itself sits at 10.77.0.1 in it."""
    name = namespace(lab)
    call(["ip", "netns", "add", name])
    call(["ip", "-n", name, "link", "set", "lo", "up"])
    call(["ip", "-n", name, "link", "add", BRIDGE, "type", "bridge"])
    call(["ip", "-n", name, "addr", "add", f"{GATEWAY}/24", "dev", BRIDGE])
    call(["ip", "-n", name, "link", "set", BRIDGE, "up"])
    # A router without a way out says so at once; without this, each attempt of a host would wait for its time-out.
    _on_network(lab, lambda: Path("/proc/sys/net/ipv4/ip_forward").write_text("1"))


def delete(lab: str) -> None:
    """Removes the namespace; nothing to do if it is gone."""
    if (NAMESPACES / namespace(lab)).exists():
        call(["ip", "netns", "del", namespace(lab)])


def inside(lab: str) -> list[str]:
    """What to put before a command so that it runs on the lab's network (`ip netns exec` would hide /sys/fs/cgroup)."""
    return ["nsenter", f"--net={NAMESPACES / namespace(lab)}"]


def set_link(lab: str, host: str, state: str) -> None:
    """Takes the cable of a host out of the bridge (`down`) or puts it back (`up`)."""
    call(["ip", "-n", namespace(lab), "link", "set", f"vb-{host}", state])


def forget_link(lab: str, host: str) -> None:
    """The end of a cable that the kernel has not cleared away yet after a power cut; nothing to do where it has."""
    subprocess.run(["ip", "-n", namespace(lab), "link", "delete", f"vb-{host}"], capture_output=True, check=False)


def connect(lab: str, address: str, port: int, timeout_seconds: float = 5) -> socket.socket:
    """A TCP connection to a host, made on the lab's network and usable from here."""
    return _on_network(lab, lambda: socket.create_connection((address, port), timeout_seconds))


def _on_network(lab: str, make: Callable[[], T]) -> T:
    # setns changes only the calling thread, and a socket stays in the namespace it was made in.
    result: list[T] = []
    trouble: list[BaseException] = []

    def work() -> None:
        try:
            enter(NAMESPACES / namespace(lab))
            result.append(make())
        except BaseException as error:
            trouble.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    if trouble:
        raise trouble[0]
    return result[0]


def enter(file: Path) -> None:
    """Moves the calling thread into the network namespace that `file` stands for."""
    try:
        handle = os.open(file, os.O_RDONLY)
    except FileNotFoundError as error:
        raise LabError(f"There is no network {file.name}: the lab is not up.") from error
    try:
        if ctypes.CDLL(None, use_errno=True).setns(handle, CLONE_NEWNET) != 0:
            raise LabError(f"{file}: {os.strerror(ctypes.get_errno())}")
    finally:
        os.close(handle)
