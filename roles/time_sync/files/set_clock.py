#!/usr/bin/python3
"""Carry out the wish to set this host's clock, which the unit's web server leaves as a file, and tell the outcome.

The web server may gain no privileges. systemd starts this program when the file is there (pioreactor-clock.path); it
can set the clock and talk to chrony, and nothing else. The file comes from an account that is not trusted further than
that, so everything in it is checked here. Only what comes with Debian is used.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

EARLIEST_S = datetime(2024, 1, 1, tzinfo=UTC).timestamp()
FARTHEST_S = 5 * 366 * 86400.0
"""No wish leads farther from the clock as it is: a card may have lain for years, but hardly longer."""
WISH_HOLDS_S = 60.0
LARGEST_WISH = 1000
"""Bytes."""
NO_SERVER = ("00000000", "7F7F0101")
"""What chrony says it follows when it follows nobody: nothing, or the host's own clock."""


class RefusedError(Exception):
    """The clock is not set; the text says why and what to do."""


def ask_chrony(*words: str) -> str:
    """What chronyc answers. Raises RefusedError."""
    try:
        told = subprocess.run(["chronyc", *words], capture_output=True, text=True, timeout=25, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise RefusedError(f"chrony cannot be asked: {error}. See: systemctl status chrony.") from error
    if told.returncode != 0:
        said = ((told.stdout + told.stderr).strip() or f"exit code {told.returncode}").splitlines()[-1]
        raise RefusedError(f"chronyc {words[0]} failed: {said}. See: systemctl status chrony; chronyc sources.")
    return told.stdout


def set_system_clock(unix_s: float) -> None:
    """Set the clock. Raises RefusedError."""
    try:
        time.clock_settime(time.CLOCK_REALTIME, unix_s)
    except OSError as error:
        raise RefusedError(f"This computer's clock cannot be set: {error.strerror}.") from error


def set_to(wish: dict[str, object], chrony: Callable[..., str], set_clock: Callable[[float], None]) -> None:
    """Set the clock to the time of the wish, and to what has passed since. Raises RefusedError."""
    utc_s, noted_s = float(str(wish["utc_s"])), float(str(wish["noted_s"]))
    unix_s = utc_s + time.monotonic() - noted_s
    # Written so that what is no number is refused as well.
    if not (unix_s >= EARLIEST_S and abs(unix_s - time.time()) <= FARTHEST_S):
        raise RefusedError("The time lies before 2024 or more than five years away from the clock.")
    reference, name, *_ = chrony("-n", "-c", "tracking").split(",")
    if reference not in NO_SERVER:
        raise RefusedError(
            f"This computer follows the time server {name}, which would undo it. To step to that server's time at "
            "once, run chronyc makestep as root."
        )
    set_clock(unix_s)
    chrony("reset", "sources")


def step_to_source(chrony: Callable[..., str]) -> None:
    """Step to the time of chrony's sources, on a worker the leader's, measured anew. Raises RefusedError."""
    chrony("reset", "sources")
    chrony("burst", "3/5")
    chrony("waitsync", "15", "0", "0", "1")
    chrony("makestep")


def carry_out(raw: bytes, chrony: Callable[..., str], set_clock: Callable[[float], None]) -> dict[str, object]:
    """The outcome of a wish: its ``wish_id``, by how much the clock went, and the ``failure``, empty if it is set."""
    wish_id, failure = "", ""
    began_s = time.time() - time.monotonic()
    try:
        wish = json.loads(raw)
        wish_id = str(wish["wish_id"])[:100]
        if not 0 <= time.monotonic() - float(wish["noted_s"]) <= WISH_HOLDS_S:
            raise RefusedError("The wish is too old. Ask again.")
        if wish["utc_s"] is None:
            step_to_source(chrony)
        else:
            set_to(wish, chrony, set_clock)
    except RefusedError as error:
        failure = str(error)
    except (ValueError, TypeError, KeyError, OverflowError) as error:
        failure = f"The wish cannot be read: {type(error).__name__}."
    stepped_s = time.time() - time.monotonic() - began_s
    return {"wish_id": wish_id, "stepped_s": round(stepped_s, 3), "failure": failure}


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
    folder: Path, chrony: Callable[..., str] = ask_chrony, set_clock: Callable[[float], None] = set_system_clock
) -> None:
    """Carry out the wish in ``folder``. A clock that is not set is an outcome, not a service that failed."""
    outcome = carry_out(take_wish(folder), chrony, set_clock)
    aside = folder / ".outcome"
    aside.unlink(missing_ok=True)
    aside.write_text(json.dumps(outcome))
    aside.replace(folder / "outcome")
    print(outcome["failure"] or f"The clock went by {outcome['stepped_s']} s.")  # noqa: T201  # for the journal


if __name__ == "__main__":
    main(Path(sys.argv[1]))
