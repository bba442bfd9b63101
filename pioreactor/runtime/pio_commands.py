"""Short ``pio`` commands of this unit that are run to their end, by the same program that runs now."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple


class Ran(NamedTuple):
    """What came of a command. ``returncode`` is 124 for one that had to be ended after its time."""

    returncode: int
    stdout: str
    stderr: str


_ENDED_LATE = 124


def pio_command() -> list[str]:
    """The words that start ``pio``: ``PIO_EXECUTABLE`` where that exists, else the module in this interpreter."""
    configured = os.environ.get("PIO_EXECUTABLE")
    if configured and Path(configured).exists():
        return [configured]
    return [sys.executable, "-m", "pioreactor.cli.pio"]


def run_pio(*arguments: str, within_s: float, env: Mapping[str, str] | None = None) -> Ran:
    """Run ``pio`` with these arguments, at most ``within_s`` wall seconds. ``env``: more variables. Raises OSError."""
    import subprocess

    try:
        run = subprocess.run(
            [*pio_command(), *arguments],
            env={**os.environ, **(env or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=within_s,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Ran(_ENDED_LATE, "", f"pio {arguments[0]} has not ended within {within_s:g} s.")
    return Ran(run.returncode, run.stdout, run.stderr)
