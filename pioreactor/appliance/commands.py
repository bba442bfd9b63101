"""Starting programs of the system. A program that is missing or hangs is an outcome, not an exception."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

TIMEOUT_S: Final = 60.0
_ENVIRONMENT: Final = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "LANG": "C.UTF-8",
    "HOME": "/root",
}


class Ran(NamedTuple):
    """``exit_code``: 127 if there is no such program, 124 if it took too long."""

    exit_code: int
    stdout: str
    stderr: str

    @property
    def is_ok(self) -> bool:
        """True if it succeeded."""
        return self.exit_code == 0

    @property
    def last_words(self) -> str:
        """The last line that it said."""
        lines = [line for line in (self.stdout + "\n" + self.stderr).splitlines() if line.strip()]
        return lines[-1].strip() if lines else f"exit code {self.exit_code}"


Run = Callable[..., Ran]
"""``run`` or, in tests, something that answers in its place."""


def run(argv: Sequence[str], *, stdin: str = "", timeout_s: float = TIMEOUT_S) -> Ran:
    """Run a program to its end. ``timeout_s``: wall seconds."""
    try:
        done = subprocess.run(
            list(argv), input=stdin, capture_output=True, text=True, timeout=timeout_s, env=_ENVIRONMENT, check=False
        )
    except subprocess.TimeoutExpired:
        return Ran(124, "", f"{argv[0]} has not ended within {timeout_s:g} s")
    except OSError as error:
        return Ran(127, "", f"{argv[0]}: {error.strerror}")
    return Ran(done.returncode, done.stdout, done.stderr)
