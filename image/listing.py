"""The list of the files of an image: two builds of the same inputs can be compared by it, line by line.

A line: type and mode, owner, size, SHA-256, path (and where a link leads). Compiled Python and what holds a date is
listed without its content, which differs from build to build.
"""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Iterator
from pathlib import Path

# The day of a change, the time of an installation, a cache that is made anew.
DATED: tuple[str, ...] = (
    "etc/shadow",
    "etc/gshadow",
    "var/lib/dpkg/",
    "var/lib/apt/extended_states",
    "var/lib/pam/",
    "boot/initrd.img-",
)
DATED += (
    "boot/firmware/initrd.img-",
    "etc/ld.so.cache",
    "var/lib/systemd/deb-systemd-helper-",
    "var/cache/",
    "var/log/",
)
DATED += ("usr/lib/udev/hwdb.bin", "etc/udev/hwdb.bin", "var/lib/systemd/catalog/")
NOTHING = "-"


def lines(root: Path) -> Iterator[str]:
    """The list of everything below ``root``, sorted by path."""
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        status = path.lstat()
        mode = stat.filemode(status.st_mode)
        if path.is_symlink():
            yield f"{mode} {status.st_uid}:{status.st_gid} - - /{name} -> {path.readlink()}"
        elif not stat.S_ISREG(status.st_mode):
            yield f"{mode} {status.st_uid}:{status.st_gid} - - /{name}"
        elif is_dated(name):
            yield f"{mode} {status.st_uid}:{status.st_gid} {NOTHING} {NOTHING} /{name}"
        else:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            yield f"{mode} {status.st_uid}:{status.st_gid} {status.st_size} {digest} /{name}"


def is_dated(name: str) -> bool:
    """Whether the content differs between builds of the same inputs. ``name``: the path without the first slash."""
    return name.startswith(DATED) or name.endswith(".pyc")


def paths(text: str) -> set[str]:
    """The paths that a list names."""
    return {line.split(" ", 4)[4].split(" -> ")[0] for line in text.splitlines()}
