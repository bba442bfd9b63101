"""Programs of the machine that carry a lab: how they are run, and what is missing if they are not there."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from .errors import LabError

# Program: the Debian package that brings it.
TO_RUN = {
    "systemd-nspawn": "systemd-container",
    "ip": "iproute2",
    "ssh": "openssh-client",
    "ssh-keygen": "openssh-client",
    "nsenter": "util-linux",
    "unshare": "util-linux",
    "setsid": "util-linux",
    "mount": "mount",
}
TO_BUILD = {"mmdebstrap": "mmdebstrap", "apt-ftparchive": "apt-utils", "gpg": "gnupg", "apt-get": "apt"}


def why_not(*, build: bool = False) -> str | None:
    """What this machine lacks for test hosts (with `build`: also for their root file systems), or nothing."""
    if os.geteuid() != 0:
        return "Test hosts need root: they are booted in namespaces of their own. Run this as root."
    wanted = TO_RUN | TO_BUILD if build else TO_RUN
    missing = sorted({package for program, package in wanted.items() if shutil.which(program) is None})
    if missing:
        return f"Test hosts need these Debian packages: {' '.join(missing)}. '.ci/setup hosts' installs them."
    if call(["unshare", "--mount", "--net", "true"], check=False).returncode != 0:
        return "Test hosts need namespaces of their own, and this machine (a container?) does not let root make any."
    return None


def require(*, build: bool = False) -> None:
    """Raises LabError with what is missing, if anything is."""
    reason = why_not(build=build)
    if reason:
        raise LabError(reason)


def call(
    argv: Sequence[str | Path],
    *,
    timeout_seconds: float = 180,
    stdin: str | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    check: bool = True,
) -> subprocess.CompletedProcess[str]:
    """Runs a program to its end and returns what it said; raises LabError if it fails (unless told not to) or hangs."""
    words = [str(word) for word in argv]
    try:
        done = subprocess.run(
            words,
            input=stdin if stdin is not None else "",
            capture_output=True,
            text=True,
            errors="replace",
            timeout=timeout_seconds,
            env=dict(env) if env is not None else None,
            cwd=cwd,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise LabError(f"'{' '.join(words)}' did not end within {timeout_seconds:g} s.") from error
    except FileNotFoundError as error:
        raise LabError(f"{words[0]} is not there. '.ci/setup hosts' installs what test hosts need.") from error
    if check and done.returncode != 0:
        said = (done.stderr.strip() or done.stdout.strip())[-2000:]
        raise LabError(f"'{' '.join(words)}' ended with {done.returncode}: {said}")
    return done
