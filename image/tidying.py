"""What a build leaves behind is taken out again, and what two units of an image must not have in common."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

FOLDERS_TO_EMPTY = (
    *(
        "tmp",
        "var/tmp",
        "run",
        "root/.ansible",
        "root/.cache",
        "var/lib/apt/lists",
        "var/cache/apt",
        "var/cache/ldconfig",
    ),
    *("var/lib/systemd/coredump", "var/lib/NetworkManager", "var/lib/chrony"),
)
FILES_TO_REMOVE = (
    *(
        "etc/ssh/ssh_host_*",
        "var/lib/dbus/machine-id",
        "var/lib/systemd/random-seed",
        "etc/hostname-",
        "usr/sbin/policy-rc.d",
    ),
    *("etc/apt/apt.conf.d/99mmdebstrap", "etc/dpkg/dpkg.cfg.d/99mmdebstrap", "etc/dpkg/dpkg.cfg.d/60-image-build"),
    *("etc/passwd-", "etc/group-", "etc/shadow-", "etc/gshadow-", "etc/subuid-", "etc/subgid-", "etc/.pwd.lock"),
    *(
        "var/lib/dpkg/*-old",
        "var/cache/debconf/*-old",
        "usr/bin/qemu-*-static",
        "root/.bash_history",
        "root/.wget-hsts",
    ),
    *("var/lib/systemd/timesync/clock", "etc/resolv.conf"),
)


def tidy(root: Path) -> None:
    """Remove the traces of a build from ``root``, which nobody is in any more."""
    for name in FOLDERS_TO_EMPTY:
        _empty(root / name)
    for pattern in FILES_TO_REMOVE:
        for path in root.glob(pattern):
            path.unlink()
    # Ansible takes the age of this folder for the age of the lists in it, and there are none.
    os.utime(root / "var/lib/apt/lists", (0, 0))
    # Empty, not absent: each unit gets its own at its first boot, and no preset changes which services are enabled.
    root.joinpath("etc/machine-id").write_text("")
    for path in root.joinpath("var/log").rglob("*"):
        if path.is_file() and not path.is_symlink():
            path.write_bytes(b"")


def _empty(folder: Path) -> None:
    if not folder.is_dir():
        return
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
