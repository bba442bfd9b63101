"""USB sticks that are plugged in, for reading."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from pioreactor.appliance.commands import Run

_FILE_SYSTEMS: Final = ("vfat", "exfat", "ext4")
_OPTIONS: Final = "ro,nosuid,nodev,noexec"


@contextlib.contextmanager
def mounted(run: Run, below: Path) -> Iterator[list[Path]]:
    """Where the partitions of all sticks are for as long as this lasts, below ``below``. Raises OSError."""
    places = []
    try:
        for device in partitions(run):
            place = below / device.rpartition("/")[2]
            place.mkdir(parents=True, exist_ok=True)
            if run(["mount", "--options", _OPTIONS, device, str(place)]).is_ok:
                places.append(place)
        yield places
    finally:
        for place in places:
            run(["umount", str(place)])


def partitions(run: Run) -> list[str]:
    """Devices with a file system that nobody has mounted, on disks that hang on USB."""
    listed = run(["lsblk", "--json", "--paths", "--output", "PATH,TRAN,FSTYPE,MOUNTPOINT"])
    found: list[str] = []
    with contextlib.suppress(ValueError, KeyError, TypeError, AttributeError):
        for disk in json.loads(listed.stdout or "{}").get("blockdevices", ()):
            if disk["tran"] == "usb":
                found += [part["path"] for part in _with_parts(disk) if _is_free(part)]
    return found


def _with_parts(disk: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A stick may have a file system of its own, or parts that have."""
    yield disk
    yield from disk.get("children", ())


def _is_free(part: dict[str, Any]) -> bool:
    return part["fstype"] in _FILE_SYSTEMS and not part["mountpoint"]
