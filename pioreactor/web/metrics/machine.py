"""The numbers of the computer, the journal and the links of a unit. What cannot be read is None."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pioreactor import clock
from pioreactor.exc import PioreactorError
from pioreactor.runtime.registry import Registry
from pioreactor.storage.journal import Journal
from pioreactor.storage.paths import data_root

_ANSWERS_WITHIN_S: Final = 1.0
_RETAINED_FOLLOWS_WITHIN_S: Final = 0.05


@dataclass
class Machine:
    """``written``, ``backlog``, ``dropped``: rows of the journal; ``memory_of_jobs``: bytes by job name."""

    written: int | None = None
    backlog: int | None = None
    dropped: int | None = None
    broker_answers: bool | None = None
    is_linked: bool | None = None
    clock_offset_s: float | None = None
    disk_free_bytes: int | None = None
    memory_available_bytes: int | None = None
    cpu_celsius: float | None = None
    memory_of_jobs: dict[str, int] = field(default_factory=dict)


def look(unit: str, journal: Journal, registry: Registry) -> Machine:
    """One look; takes at most about 4 wall seconds, usually 0.1."""
    machine = Machine()
    with contextlib.suppress(PioreactorError):
        machine.written, machine.dropped = journal.last_number(), journal.dropped()
        machine.backlog = max(0, machine.written - journal.acknowledged())
    with contextlib.suppress(PioreactorError):
        machine.memory_of_jobs = {job.job_name: taken for job in registry.running() if (taken := _own_memory(job.pid))}
    with contextlib.suppress(OSError):
        machine.disk_free_bytes = shutil.disk_usage(data_root()).free
    machine.memory_available_bytes = _bytes_after("MemAvailable:", Path("/proc/meminfo"))
    with contextlib.suppress(OSError, ValueError):
        machine.cpu_celsius = int(Path("/sys/class/thermal/thermal_zone0/temp").read_text()) / 1000
    machine.clock_offset_s = _clock_offset_s()
    machine.broker_answers, machine.is_linked = _links(unit)
    return machine


def _own_memory(pid: int) -> int | None:
    return _bytes_after("RssAnon:", Path(f"/proc/{pid}/status"))


def _bytes_after(word: str, path: Path) -> int | None:
    with contextlib.suppress(OSError):
        for line in path.read_text().splitlines():
            if line.startswith(word):
                return int(line.split()[1]) * 1024
    return None


def _clock_offset_s(ask: Callable[..., subprocess.CompletedProcess[str]] = subprocess.run) -> float | None:
    """From chrony. A positive number: the clock is ahead. None where there is no chrony, or no source yet."""
    try:
        told = ask(["chronyc", "-n", "-c", "tracking"], capture_output=True, text=True, timeout=1.0, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    words = told.stdout.strip().split(",")
    # Reference, its name, stratum, time, then the offset: what has to be added to the system's clock.
    if told.returncode != 0 or len(words) < 5 or words[0] == "00000000":
        return None
    with contextlib.suppress(ValueError):
        return -float(words[4])
    return None


def _links(unit: str) -> tuple[bool, bool | None]:
    """Whether the unit's broker answers, and whether its bridge reaches the hub; None where there is no bridge."""
    from pioreactor.pubsub import create_client
    from pioreactor.types import MQTTMessage

    told: list[str] = []

    def note(message: MQTTMessage) -> None:
        told.append(message.payload.decode(errors="replace"))

    client = create_client(client_id=f"{unit}-metrics-{os.getpid()}")
    try:
        if not client.wait_for_connection(_ANSWERS_WITHIN_S):
            return False, None
        client.listen(f"pioreactor/{unit}/$experiment/link", note)
        if not client.settle(_ANSWERS_WITHIN_S):
            return False, None
        clock.wait_until(lambda: bool(told), _RETAINED_FOLLOWS_WITHIN_S)
    finally:
        client.close()
    return True, told[-1] == "1" if told else None
