"""The control group of one host: everything it runs is in there, so that a power cut leaves nothing behind."""

from __future__ import annotations

import os
from pathlib import Path

from pioreactor.clock import wait_until

from .errors import LabError


def unified_root() -> Path:
    """Where cgroup2 is mounted: /sys/fs/cgroup, or beside the older controllers /sys/fs/cgroup/unified."""
    for line in Path("/proc/mounts").read_text().splitlines():
        _, place, kind, *_ = line.split()
        if kind == "cgroup2":
            return Path(place)
    raise LabError(
        "No cgroup2 file system is mounted, and test hosts are ended through it. Mount one at /sys/fs/cgroup."
    )


class Cgroup:
    """One group below `pioreactor-lab-<lab>`; `kill` is the power cut, `is_populated` says whether anything runs."""

    def __init__(self, lab: str, host: str = "") -> None:
        self.path = unified_root() / f"pioreactor-lab-{lab}" / host

    def create(self) -> None:
        """Makes the group; one that is there stays."""
        self.path.mkdir(parents=True, exist_ok=True)

    def processes(self) -> list[int]:
        """Every process in the group and the groups below it."""
        found: set[int] = set()
        for folder in self._groups():
            try:
                found |= {int(word) for word in (folder / "cgroup.procs").read_text().split()}
            except OSError:  # the group went while we looked
                continue
        return sorted(found)

    def is_populated(self) -> bool:
        """Whether any process, ours or the host's, is still in there (a zombie is not)."""
        try:
            return "populated 1" in (self.path / "cgroup.events").read_text()
        except FileNotFoundError:
            return False

    def wait_until_empty(self, timeout_seconds: float) -> bool:
        """True as soon as nothing runs in there, False at the end of the time."""
        return wait_until(lambda: not self.is_populated(), timeout_seconds)

    def kill(self) -> None:
        """Ends everything in there at once, in the kernel, with no chance to tidy up; returns when it is gone."""
        if not self.path.exists():
            return
        (self.path / "cgroup.kill").write_text("1")
        if not self.wait_until_empty(20):
            raise LabError(f"Processes {self.processes()} outlive a kill of {self.path}.")
        self._remove_below()

    def remove(self) -> None:
        """Kills what runs and takes the group away."""
        self.kill()
        if self.path.exists():
            _rmdir(self.path)

    def _remove_below(self) -> None:
        for folder in reversed(self._groups()[1:]):
            _rmdir(folder)

    def _groups(self) -> list[Path]:
        """This group and those below it, each before what is in it; groups may come and go meanwhile."""
        return [Path(folder) for folder, _, _ in os.walk(self.path)]


def _rmdir(folder: Path) -> None:
    # The kernel may still be at the funeral of the last process for some milliseconds.
    trouble: list[OSError] = []

    def gone() -> bool:
        try:
            folder.rmdir()
        except FileNotFoundError:
            return True
        except OSError as error:
            trouble.append(error)
            return False
        return True

    if not wait_until(gone, 5):
        raise LabError(f"{folder} cannot be removed: {trouble[-1].strerror}.")
