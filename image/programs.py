"""Programs of the machine that make an image: how they are run, and what is missing if they are not there."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

# Program: the Debian package that brings it.
TO_VERIFY = {"debugfs": "e2fsprogs", "mdir": "mtools"}
TO_ASSEMBLE = {**TO_VERIFY, "mke2fs": "e2fsprogs", "mkfs.vfat": "dosfstools", "sfdisk": "fdisk"}
TO_BUILD = {
    **TO_ASSEMBLE,
    "mmdebstrap": "mmdebstrap",
    "arch-test": "arch-test",
    "xz": "xz-utils",
    "ssh-keygen": "openssh-client",
}
ARCHITECTURE = "arm64"
# The emulated processor: that of a Raspberry Pi 4. The emulator's own choice signs each return address, which Debian's
# programs ask for where a processor can, and needs ten times as long.
EMULATION = {"QEMU_CPU": "cortex-a72"}
HOW_LONG_S = 3600.0


class ImageError(Exception):
    """An image cannot be made; the text says what to do."""


def require(programs: Mapping[str, str]) -> None:
    """Raise ImageError with the Debian packages that this machine lacks."""
    missing = sorted({package for program, package in programs.items() if shutil.which(program) is None})
    if missing:
        raise ImageError(f"These Debian packages are missing: {' '.join(missing)}. Run: .ci/setup image")


def require_emulation() -> None:
    """Raise ImageError unless this machine runs programs of the image's architecture."""
    if call(["arch-test", ARCHITECTURE], check=False).returncode == 0:
        return
    place = Path("/proc/sys/fs/binfmt_misc")
    if os.geteuid() == 0 and not (place / "status").exists():
        call(["mount", "-t", "binfmt_misc", "binfmt_misc", str(place)], check=False)
        call(["update-binfmts", "--enable", "qemu-aarch64"], check=False)
    if call(["arch-test", ARCHITECTURE], check=False).returncode != 0:
        raise ImageError(
            "This machine does not run programs for arm64, which an image is made with. Debian's qemu-user-static and "
            "binfmt-support do it: .ci/setup image installs them; in a container, the machine around it must have them."
        )


def call(
    argv: Sequence[str | Path],
    *,
    check: bool = True,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    stdin: bytes | None = None,
    timeout_s: float = HOW_LONG_S,
) -> subprocess.CompletedProcess[bytes]:
    """Run a program to its end. Raises ImageError with the end of what it said if it fails, unless told not to."""
    words = [str(word) for word in argv]
    try:
        done = subprocess.run(
            words, input=stdin or b"", capture_output=True, timeout=timeout_s, env=env, cwd=cwd, check=False
        )
    except FileNotFoundError as error:
        raise ImageError(f"{words[0]} is not there. .ci/setup image installs what images are made with.") from error
    except subprocess.TimeoutExpired as error:
        raise ImageError(f"{words[0]} did not end within {timeout_s:g} s.") from error
    if check and done.returncode != 0:
        said = (done.stderr.strip() or done.stdout.strip()).decode(errors="replace")
        raise ImageError(f"{' '.join(words[:3])} ... ended with {done.returncode}: {said[-2000:]}")
    return done


def watch(
    argv: Sequence[str | Path], log: Path, *, env: Mapping[str, str] | None = None, cwd: Path | None = None
) -> None:
    """Run a long program, with all that it says in ``log``. Raises ImageError with the end of it if it fails."""
    words = [str(word) for word in argv]
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as file:
        code = subprocess.run(
            words, stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT, env=env, cwd=cwd, check=False
        ).returncode
    if code != 0:
        end = log.read_text(errors="replace")[-3000:]
        raise ImageError(f"{words[0]} ended with {code}; all that it said is in {log}, which ends:\n{end}")
