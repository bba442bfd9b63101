"""The steps of a build, told on stderr with the time that each takes."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from pioreactor import clock


@contextmanager
def step(what: str) -> Iterator[None]:
    """Say what is being done, and how long it took."""
    began = clock.wall_monotonic()
    sys.stderr.write(f"{what} ... ")
    sys.stderr.flush()
    try:
        yield
    finally:
        sys.stderr.write(f"{clock.wall_monotonic() - began:.0f} s\n")
