"""Which labs are alive on this machine, where their disks are and which process each belongs to."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from .errors import LabError
from .paths import ALIVE, cache, checkout_tag


@dataclass(frozen=True)
class Owner:
    """A process, told from a later one with the same number by its start time (clock ticks after boot)."""

    pid: int
    started_ticks: int

    def is_alive(self) -> bool:
        """Whether that very process still runs."""
        return _start_of(self.pid) == self.started_ticks


def owner(pid: int) -> Owner:
    """The process with this number; raises LabError if there is none."""
    started = _start_of(pid)
    if started is None:
        raise LabError(f"There is no process {pid} that a lab could belong to.")
    return Owner(pid, started)


def this_process() -> Owner:
    """The running process."""
    return owner(os.getpid())


def identity(name: str) -> str:
    """The name that is unique on this machine: two checkouts may have labs of one name."""
    return f"{name}-{checkout_tag()}"


def enter(lab_id: str, belongs_to: Owner | None) -> None:
    """Writes a lab down before anything of it exists, so that nothing can be left behind unknown."""
    place = ALIVE / lab_id
    place.mkdir(parents=True, mode=0o700)
    entry = {"folder": str(cache() / "labs" / lab_id), "owner": asdict(belongs_to) if belongs_to else None}
    (place / "lab.json").write_text(json.dumps(entry))


def exists(lab_id: str) -> bool:
    """Whether the lab is written down."""
    return (ALIVE / lab_id).exists()


def folder_of(lab_id: str) -> Path:
    """Where its disks are (or would be)."""
    entry = _read(lab_id)
    return Path(str(entry["folder"])) if "folder" in entry else cache() / "labs" / lab_id


def is_orphan(lab_id: str) -> bool:
    """Whether it belonged to a process that is gone. A lab without an owner stays until somebody ends it."""
    entry = _read(lab_id)
    written = entry.get("owner")
    return isinstance(written, dict) and not Owner(**written).is_alive()


@contextmanager
def sweeping() -> Iterator[None]:
    """One sweep of this machine at a time: two would take the same files away from under each other."""
    ALIVE.mkdir(parents=True, exist_ok=True)
    with (ALIVE / "sweep.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def leave(lab_id: str) -> None:
    """Forgets a lab, last of all."""
    shutil.rmtree(ALIVE / lab_id, ignore_errors=True)


def all_ids() -> list[str]:
    """Every lab of this machine."""
    return sorted(place.name for place in ALIVE.glob("*") if place.is_dir())


def _read(lab_id: str) -> dict[str, object]:
    try:
        entry = json.loads((ALIVE / lab_id / "lab.json").read_text())
    except (OSError, ValueError):
        return {}
    return entry if isinstance(entry, dict) else {}


def _start_of(pid: int) -> int | None:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    return int(stat.rpartition(")")[2].split()[19])
