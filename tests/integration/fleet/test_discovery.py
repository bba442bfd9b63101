"""A worker that announces itself over multicast DNS is found, once, with its address."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator

import pytest

from pioreactor.cluster.discovery import SERVICE, Found, discover


@pytest.fixture
def announced() -> Iterator[str]:
    """Announces a unit of a name that nobody else has."""
    from zeroconf import ServiceInfo, Zeroconf

    name = f"work{os.getpid()}"
    info = ServiceInfo(
        SERVICE,
        f"pioreactor-worker-on-{name}.{SERVICE}",
        port=80,
        addresses=[socket.inet_aton("127.0.1.9")],
        server=f"{name}.local.",
    )
    speaker = Zeroconf()
    speaker.register_service(info)
    yield name
    speaker.unregister_service(info)
    speaker.close()


def test_a_worker_that_announces_itself_is_found_once(announced: str) -> None:
    found = [unit for unit in discover(quiet_s=1.5) if unit.name == announced]
    assert found == [Found(announced, "127.0.1.9")]
