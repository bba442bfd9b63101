"""Is there anything that two units of the same image would have in common and must not, or that a build left behind?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from image.verify.card import Card
from image.verify.root_files import Entry

SECRETS = {
    r"/etc/ssh/ssh_host_.*": "a host key",
    r"(/root|/home/[^/]+)/\.ssh/.*": "a key of a person",
    r"/var/lib/systemd/(random-seed|credential\.secret)": "a seed of random numbers",
    r"/home/pioreactor/\.pioreactor/.*(credentials|\.key|config\.ini|\.sqlite).*": "something of one unit",
    r"/etc/mosquitto/(pioreactor\.|.*passw).*": "a password of the broker",
    # Those for a cable are the same everywhere, and know no secret.
    r"/etc/NetworkManager/(?!.*/Pioreactor(Cable|LocalLink)\.).*(passphrase|\.nmconnection)": "a Wi-Fi or its secret",
    r"/etc/pioreactor/tls/.+": "a certificate",
}
LEFT_BEHIND = {
    r"/(tmp|var/tmp|run)/.+": "a temporary file",
    r"/root/\.(ansible|cache|bash_history|wget-hsts)(/.*)?": "a trace of the build",
    r"/var/lib/apt/lists/.*(Packages|Release|Sources).*": "a package list",
    r"/var/cache/apt/.*\.(deb|bin)": "a package that was installed",
    r"/usr/sbin/policy-rc\.d": "what keeps services from starting while an image is made",
    r"/usr/bin/qemu-.*-static": "an emulator",
    r"/etc/(apt/apt|dpkg/dpkg\.cfg)\.d/(99mmdebstrap|60-image-build|51cache)": "a setting of the build",
    r"/etc/resolv\.conf": "the builder's name servers",
    r"/etc/(passwd|group|shadow|gshadow|subuid|subgid)-": "a copy from before the last change",
    r"/opt/pioreactor/releases/[^/]+\.incoming(/.*)?": "a release that is half installed",
    r".*/\.?nfs[0-9a-f]{12,}": "a file that was removed while it was open",
}
TOP = {
    "bin",
    "boot",
    "dev",
    "etc",
    "home",
    "lib",
    "lost+found",
    "media",
    "mnt",
    "opt",
    "proc",
    "root",
    "run",
    "sbin",
    "srv",
}
TOP |= {"sys", "tmp", "usr", "var"}
FILLED_AT_RUN_TIME = ("/dev", "/proc", "/sys", "/boot/firmware")
# May be world-writable: everybody's places, with the sticky bit.
FOR_EVERYBODY = {"/tmp", "/var/tmp", "/run/lock"}  # noqa: S108 - paths in the image


def problems(card: Card) -> Iterator[str]:
    """What must not be in an image."""
    entries = card.root.entries
    for path, entry in entries.items():
        if not entry.is_folder:
            yield from _matches(path, SECRETS)
            yield from _matches(path, LEFT_BEHIND)
        # Device nodes are there before the kernel mounts its own.
        if entry.is_file and path.startswith(tuple(f"{place}/" for place in FILLED_AT_RUN_TIME)):
            yield f"{path} lies where another file system is mounted"
        if path.startswith("/var/log/") and entry.is_file and entry.size:
            yield f"{path} has lines of the build"
    yield from _top(entries)
    yield from _rights(entries)
    yield from _identity(card)
    yield from _passwords(card.root.text("/etc/shadow"))


def _matches(path: str, patterns: dict[str, str]) -> Iterator[str]:
    for pattern, what in patterns.items():
        if re.fullmatch(pattern, path):
            yield f"{path} is {what}"


def _top(entries: dict[str, Entry]) -> Iterator[str]:
    for path in entries:
        if path.count("/") == 1 and path[1:] not in TOP and not re.fullmatch(r"/(vmlinuz|initrd\.img)(\.old)?", path):
            yield f"{path} is unknown in the top folder"


def _rights(entries: dict[str, Entry]) -> Iterator[str]:
    for path, entry in entries.items():
        if entry.mode & 0o002 and (entry.is_file or entry.is_folder) and path not in FOR_EVERYBODY:
            yield f"{path} can be written by everybody"
        if path.startswith("/opt/pioreactor/") and entry.uid != 0:
            yield f"{path} belongs to user {entry.uid}; a release belongs to root"


def _identity(card: Card) -> Iterator[str]:
    entry = card.root.entries.get("/etc/machine-id")
    if entry is None or not entry.is_file:
        yield "/etc/machine-id is not there; it must be, and be empty"
    elif entry.size:
        yield "/etc/machine-id is not empty, so all units would have the same"
    other = card.root.entries.get("/var/lib/dbus/machine-id")
    if other is not None and not other.is_link:
        yield "/var/lib/dbus/machine-id is a file, so all units would have the same"


def _passwords(shadow: str) -> Iterator[str]:
    for line in shadow.splitlines():
        name, password = line.split(":")[:2]
        if not password:
            yield f"{name} can log in without a password"
        elif not password.startswith(("!", "*")):
            yield f"{name} has a password, which is the same on every unit"
