"""The root file system of an image that is being made: a host that was never switched on, entered with chroot."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.hosts.lab import Host, repository

CLEAN = ["env", "-i", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "LANG=C.UTF-8"]


class Image:
    """Commands in the image; ``root`` is where it lies on this machine."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def run(self, *argv: str) -> subprocess.CompletedProcess[str]:
        """Run a command in there, as image builders do. The caller looks at its exit code."""
        command = ["chroot", str(self.root), *CLEAN, *argv]
        return subprocess.run(command, capture_output=True, text=True, timeout=1200, check=False)

    def processes(self) -> list[str]:
        """Command lines of whatever runs in there."""
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if (process / "root").resolve() == self.root.resolve():
                    found.append((process / "cmdline").read_text().replace("\0", " "))
            except OSError:
                continue
        return found

    def files(self, pattern: str) -> list[str]:
        """Paths in there that fit, as the image sees them."""
        return sorted(f"/{path.relative_to(self.root)}" for path in self.root.glob(pattern.lstrip("/")))


@contextmanager
def entered(host: Host) -> Iterator[Image]:
    """The image of a host that is off, with what a builder of images mounts in there."""
    root = host.file("/")
    packages = root / repository.SEEN_BY_HOSTS.lstrip("/")
    packages.mkdir(parents=True, exist_ok=True)
    (root / "dev").mkdir(exist_ok=True)
    with ExitStack() as stack:
        for options, place in (
            (["-t", "proc", "proc"], root / "proc"),
            (["-t", "sysfs", "-o", "ro", "sysfs"], root / "sys"),
            (["--bind", "/dev"], root / "dev"),
            (["--bind", str(repository.ensure(host.spec.suite))], packages),
        ):
            subprocess.run(["mount", *options, str(place)], check=True)
            stack.callback(subprocess.run, ["umount", "--lazy", str(place)], check=True)
        yield Image(root)
