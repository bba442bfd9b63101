"""The bare root file systems: Debian as somebody would find it on a freshly written card, and nothing of ours in it.

What the roles install must not be in here, or a role that forgets a package would still pass its tests.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from . import mirror
from .commands import call
from .errors import LabError
from .store import built, digest

SUITES = {"trixie": "13", "bookworm": "12"}
DEFAULT_SUITE = "trixie"  # what Raspberry Pi OS is made of now
USER = "admin"

# A Debian system with a boot, a login over the network and Python for Ansible; Raspberry Pi OS Lite has all of these.
PACKAGES = (
    *("systemd", "systemd-sysv", "libpam-systemd", "libnss-systemd", "systemd-timesyncd", "dbus", "udev", "kmod"),
    *("openssh-server", "sudo", "python3", "ca-certificates", "iproute2", "iputils-ping", "procps", "netbase"),
)
NOT_FOR_A_TEST = ("usr/share/man", "usr/share/locale", "usr/share/doc")
# No console to log in at.
MASKED = ("getty.target", "console-getty.service", "getty@tty1.service", "systemd-networkd-wait-online.service")


def suite_named(name: str) -> str:
    """`trixie` for `trixie` or `13`; raises LabError for anything else."""
    for suite, version in SUITES.items():
        if name in (suite, version):
            return suite
    raise LabError(f"There is no root file system for '{name}'; there are {', '.join(SUITES)}.")


def key(suite: str) -> str:
    """Changes when a rebuild is needed."""
    return digest(suite, PACKAGES, NOT_FOR_A_TEST, MASKED, Path(__file__))


def ensure(suite: str) -> Path:
    """The shared, read-only lower layer of every host of this suite; builds it (about a minute) if it is not there."""
    return built("rootfs", suite, key(suite), lambda folder: _build(suite, folder)) / "root"


def _build(suite: str, folder: Path) -> None:
    root = folder / "root"
    options = folder / "apt.conf"
    options.write_text(mirror.options())
    call(
        [
            *("mmdebstrap", "--mode=root", "--variant=minbase", f"--include={','.join(PACKAGES)}"),
            *('--aptopt=APT::Install-Recommends "false"', f"--aptopt={options}"),
            *(f"--dpkgopt=path-exclude=/{path}/*" for path in NOT_FOR_A_TEST),
            *(suite, str(root), *mirror.sources(suite)),
        ],
        timeout_seconds=1200,
    )
    options.unlink()
    _forget_where_it_came_from(root)
    _prepare(root)


def _forget_where_it_came_from(root: Path) -> None:
    for pattern in ("etc/apt/sources.list", "etc/apt/sources.list.d/*", "etc/apt/apt.conf.d/99mmdebstrap"):
        for file in root.glob(pattern):
            file.unlink()
    for folder in ("var/lib/apt/lists", "var/cache/apt", "var/log"):
        for entry in (root / folder).iterdir():
            if entry.is_dir():
                shutil.rmtree(entry)
            else:
                entry.unlink()
    (root / "var/log/journal").mkdir()
    # Ansible takes the age of this folder for the age of the lists in it, and there are none.
    os.utime(root / "var/lib/apt/lists", (0, 0))


def _prepare(root: Path) -> None:
    for key_file in (root / "etc/ssh").glob("ssh_host_*"):
        key_file.unlink()
    (root / "etc/machine-id").write_text("")
    (root / "etc/resolv.conf").unlink(missing_ok=True)
    (root / "etc/resolv.conf").write_text("")  # a resolver that drops packets would cost 20 s for each sudo
    for unit in MASKED:
        (root / "etc/systemd/system" / unit).symlink_to("/dev/null")
    wanted = root / "etc/systemd/system/multi-user.target.wants"
    wanted.mkdir(parents=True, exist_ok=True)
    (wanted / "systemd-networkd.service").symlink_to("/usr/lib/systemd/system/systemd-networkd.service")
    call(["chroot", root, "useradd", "--create-home", "--shell", "/bin/bash", "--groups", "sudo", USER])
    rule = root / "etc/sudoers.d/010_first-user"  # as the first user of a Raspberry Pi has it
    rule.write_text(f"{USER} ALL=(ALL) NOPASSWD: ALL\n")
    rule.chmod(0o440)
