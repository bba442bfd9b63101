#!/usr/bin/python3
"""Give the unit's files back to their account and start services that ought to run, when the unit asks for it.

The unit's services may gain no privileges. `pio repair` leaves a wish as a file, systemd starts this program for it
(pioreactor-repair.path), and the outcome goes into a folder of root's. The wish comes from an account that is not
trusted further than that: nothing of it counts but its id, and nothing of that account's folders is run, read or
followed out of them. Only what comes with Debian is used.
"""

from __future__ import annotations

import json
import os
import pwd
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

WISH_HOLDS_S = 60.0
LARGEST_WISH = 1000
"""Bytes."""
STARTS_WITHIN_S = 20.0


class RefusedError(Exception):
    """Nothing was done; the text says why and what to do."""


def run(*words: str) -> tuple[bool, str]:
    """Whether a command ended well, and the last line that it said."""
    try:
        told = subprocess.run(words, capture_output=True, text=True, timeout=STARTS_WITHIN_S, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return False, str(error)
    said = (told.stdout + told.stderr).strip().splitlines()
    return told.returncode == 0, said[-1] if said else ""


def give_back(root: Path, owner: tuple[int, int]) -> int:
    """Make everything below ``root`` belong to ``owner``; how many things did not. Raises OSError.

    Opened without following links, and changed through what was opened: whoever owns the folders cannot have something
    else changed. A file with two names is left alone; the other one may be anywhere.
    """
    changed = 0
    for _, folders, files, handle in os.fwalk(root, follow_symlinks=False):
        for name in [".", *folders, *files]:
            changed += _give(name, handle, owner)
    return changed


def _give(name: str, folder: int, owner: tuple[int, int]) -> int:
    try:
        opened = os.open(name, os.O_PATH | os.O_NOFOLLOW, dir_fd=folder)
    except FileNotFoundError:
        return 0  # databases come and go
    try:
        found = os.fstat(opened)
        is_ours = stat.S_ISDIR(found.st_mode) or (stat.S_ISREG(found.st_mode) and found.st_nlink == 1)
        if not is_ours or (found.st_uid, found.st_gid) == owner:
            return 0
        os.chown(f"/proc/self/fd/{opened}", *owner)
        return 1
    finally:
        os.close(opened)


def start_services(services: Sequence[str], command: Callable[..., tuple[bool, str]]) -> list[str]:
    """Start those that are switched on and do not run; a sentence about each that was started."""
    lines = []
    for service in services:
        if not command("systemctl", "is-enabled", service)[0] or command("systemctl", "is-active", service)[0]:
            continue
        command("systemctl", "reset-failed", service)
        is_started, said = command("systemctl", "start", service)
        lines.append(f"{service} did not run: started." if is_started else f"{service} cannot be started: {said}")
    return lines or ["Services: all that ought to run do."]


def carry_out(
    raw: bytes,
    root: Path,
    owner: tuple[int, int],
    services: Sequence[str],
    command: Callable[..., tuple[bool, str]],
) -> dict[str, object]:
    """The outcome of a wish: its ``wish_id``, ``lines`` about what was done, and the ``failure``, empty if it was."""
    wish_id, failure, lines = "", "", []
    try:
        wish = json.loads(raw)
        wish_id = str(wish["wish_id"])[:100]
        if not 0 <= time.monotonic() - float(wish["noted_s"]) <= WISH_HOLDS_S:
            raise RefusedError("The wish is too old. Ask again.")
        is_made, said = command("systemd-tmpfiles", "--create", "/etc/tmpfiles.d/pioreactor.conf")
        lines.append("Run-time folders: made as they ought to be." if is_made else f"Run-time folders: {said}")
        changed = give_back(root, owner)
        lines.append(f"Owner: {changed} files and folders given back." if changed else "Owner: as it ought to be.")
        lines += start_services(services, command)
    except RefusedError as error:
        failure = str(error)
    except OSError as error:
        failure = f"The owner of the files cannot be changed: {error}."
    except (ValueError, TypeError, KeyError, OverflowError) as error:
        failure = f"The wish cannot be read: {type(error).__name__}."
    return {"wish_id": wish_id, "lines": lines, "failure": failure}


def take_wish(folder: Path) -> bytes:
    """The content of the wish, which is gone then, or it would be tried for ever. Raises OSError."""
    path = folder / "wish"
    try:
        # Not through a link: whoever may write here shall not choose what this program reads.
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
            return file.read(LARGEST_WISH)
    finally:
        path.unlink()


def main(
    folder: Path,
    told: Path,
    root: Path,
    owner: tuple[int, int],
    services: Sequence[str],
    command: Callable[..., tuple[bool, str]] = run,
) -> None:
    """Carry out the wish in ``folder``, tell it in ``told``. What cannot be mended is an outcome, no failed service."""
    outcome = carry_out(take_wish(folder), root, owner, services, command)
    aside = told.with_name(".outcome")
    aside.write_text(json.dumps(outcome))
    aside.replace(told)
    print(outcome["failure"] or " ".join(map(str, outcome["lines"])))  # type: ignore[call-overload]  # noqa: T201  # for the journal


if __name__ == "__main__":
    account = pwd.getpwnam("pioreactor")
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), (account.pw_uid, account.pw_gid), sys.argv[4:])
