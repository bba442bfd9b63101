"""A running cluster, looked at by somebody with eyes everywhere but in the files of secrets: none of them shows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from pioreactor.simulation.demo.cluster import SimulatedCluster

MAY_HOLD = {"credentials.json", "cluster_credentials.json"}
TOO_LONG = 50_000_000


def secrets_of(cluster: SimulatedCluster) -> set[str]:
    found = {cluster.layout.ui_mqtt_password}
    for unit in cluster.layout.units:
        found |= {unit.api_token, unit.mqtt_password}
    return found


def processes_of(cluster: SimulatedCluster) -> list[Path]:
    """Those whose environment names a folder of the cluster; and the broker's."""
    mark = str(cluster.layout.home).encode()
    return [
        place for place in Path("/proc").glob("[0-9]*") if mark in text(place / "environ") + text(place / "cmdline")
    ]


def text(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def holders(cluster: SimulatedCluster, secrets: set[str]) -> list[str]:
    """Files of the cluster that hold a secret."""
    files = [path for path in cluster.layout.home.rglob("*") if path.is_file() and path.stat().st_size < TOO_LONG]
    return [str(path) for path in files if any(secret.encode() in text(path) for secret in secrets)]


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_no_secret_shows(start_cluster: Callable[..., SimulatedCluster]) -> None:
    cluster = start_cluster()
    link = cluster.let_in().partition("#")[2]
    secrets = secrets_of(cluster) | {link.rpartition("=")[2]}
    assert len(secrets) == 8 and all(len(secret) >= 20 for secret in secrets)

    processes = processes_of(cluster)
    assert len(processes) >= 15
    for process in processes:
        shown = text(process / "cmdline") + text(process / "environ")
        assert not [secret for secret in secrets if secret.encode() in shown], text(process / "cmdline")

    held = holders(cluster, secrets)
    assert {Path(path).name for path in held} <= MAY_HOLD, held
    for path in held:
        assert Path(path).stat().st_mode & 0o077 == 0, path
    assert len(held) == len(cluster.layout.units) + 1
    private = msgspec.json.decode((cluster.layout.leader.home / "cluster_credentials.json").read_bytes())
    assert set(private["units"]) == {unit.name for unit in cluster.layout.units}
