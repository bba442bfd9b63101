"""A root file system that was never booted: entered by programs, and left as if nobody had been there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from image.programs import ImageError, call

# What Debian's packages ask before they start a service; 101 is "not now".
POLICY = "#!/bin/sh\nexit 101\n"
MOUNTS = (
    (("-t", "proc", "proc"), "proc"),
    (("-t", "sysfs", "-o", "ro", "sysfs"), "sys"),
    (("--rbind", "--make-rslave", "/dev"), "dev"),
    (("-t", "tmpfs", "-o", "mode=0755", "tmpfs"), "run"),
    (("-t", "tmpfs", "-o", "mode=1777", "tmpfs"), "tmp"),
)


@contextmanager
def entered(root: Path) -> Iterator[None]:
    """While it lasts, Ansible can work in ``root``: the kernel's file systems are there, and no service starts.

    Raises ImageError if something that runs in there is left over.
    """
    with ExitStack() as stack:
        for options, name in MOUNTS:
            place = root / name
            place.mkdir(exist_ok=True)
            call(["mount", *options, place])
            stack.callback(call, ["umount", "--recursive", "--lazy", place])
        policy = root / "usr/sbin/policy-rc.d"
        policy.write_text(POLICY)
        policy.chmod(0o755)
        stack.callback(policy.unlink, missing_ok=True)
        stack.enter_context(_names_resolved(root / "etc/resolv.conf"))
        yield
        if left := processes(root):
            raise ImageError(f"Something was started while the image was made and still runs: {'; '.join(left)}")


@contextmanager
def _names_resolved(file: Path) -> Iterator[None]:
    """As on the builder; a unit gets its own from its network."""
    file.unlink(missing_ok=True)
    file.write_bytes(Path("/etc/resolv.conf").read_bytes())
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


def processes(root: Path) -> list[str]:
    """Command lines of whatever runs in there."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "root").readlink() == root.resolve():
                found.append((process / "cmdline").read_text().replace("\0", " ").strip())
        except OSError:
            continue
    return found
