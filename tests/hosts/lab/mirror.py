"""Where this machine's own apt gets Debian from; the test hosts are built from the same place."""

from __future__ import annotations

from dataclasses import dataclass

from .commands import call
from .errors import LabError

KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"


@dataclass(frozen=True)
class Mirror:
    """Addresses of the two archives that a Debian suite consists of."""

    main: str
    security: str


def find() -> Mirror:
    """The archives this machine is set up with. Raises LabError where its apt knows none."""
    main = security = ""
    for line in _configured() or _configured(after_update=True):
        uri, release, component = [*line.split(), "", ""][:3]
        if component != "main" or "debian" not in uri:
            continue
        if release.endswith("-security"):
            security = security or uri
        else:
            main = main or uri
    if not main:
        raise LabError(
            "apt on this machine knows no Debian archive to build hosts from. Look at /etc/apt/sources.list.d."
        )
    return Mirror(main.rstrip("/"), (security or f"{main.rstrip('/')}-security").rstrip("/"))


def _configured(*, after_update: bool = False) -> list[str]:
    """Lines "address suite component"; a machine that has never read its package lists knows none."""
    if after_update:
        call(["apt-get", "-q", "update"], timeout_seconds=600)
    layout = "$(REPO_URI) $(RELEASE) $(COMPONENT)"
    return call(["apt-get", "indextargets", "--format", layout, "Created-By: Packages"]).stdout.splitlines()


def sources(suite: str) -> list[str]:
    """The lines of a sources.list for the suite, its updates and its security fixes."""
    mirror = find()
    signed = f"[signed-by={KEYRING}]"
    return [
        f"deb {signed} {mirror.main} {suite} main",
        f"deb {signed} {mirror.main} {suite}-updates main",
        f"deb {signed} {mirror.security} {suite}-security main",
    ]


def options() -> str:
    """This machine's settings for reaching them (proxies, time checks), as lines of an apt.conf."""
    wanted = ("Acquire::http", "Acquire::https", "Acquire::Check-", "Acquire::Retries")
    lines = call(["apt-config", "dump", "--no-empty"]).stdout.splitlines()
    return "".join(f"{line}\n" for line in lines if line.startswith(wanted) and not line.endswith("{"))
