"""The last line of defence of a command: errors that we know become one sentence and exit code 1."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, Protocol, TypeVar

from pioreactor.exc import PioreactorError

Result = TypeVar("Result")
_M_ARENA_MAX: Final = -8


class Blocking(Protocol):
    """What a job offers to the command that runs it."""

    def block_until_disconnected(self) -> None:
        """Wait for the end."""

    def clean_up(self) -> None:
        """End."""


@contextmanager
def errors_as_sentences() -> Iterator[None]:
    """Turn a PioreactorError into ``Error: <cause and remedy>`` on stderr and exit code 1, without a traceback."""
    try:
        yield
    except PioreactorError as error:
        sys.stderr.write(f"Error: {' '.join(str(error).split())}\n")
        raise SystemExit(1) from None


def run_job(start: Callable[[], Blocking]) -> None:
    """Start a job, wait until it ends and clean up: the body of every ``pio run <job>`` command.

    ``start`` makes the job. Ends the process with exit code 1 and one sentence when the job cannot start or faults.
    """
    with errors_as_sentences():
        job = start()
        try:
            job.block_until_disconnected()
        finally:
            job.clean_up()


def share_one_heap() -> None:
    """Let all threads of this process share one C heap; call it before the first thread starts.

    glibc gives every thread a heap of its own, which keeps what was freed: 0.2 MB in a job with four threads, 1.2 MB in
    the ingest. Python's lock lets one thread work at a time, so there is nothing to gain from several. Where somebody
    has decided already (``MALLOC_ARENA_MAX``), or the C library knows no such thing, nothing happens. It needs ctypes,
    0.2 MB: for jobs that load it anyway, or have many threads.
    """
    if "MALLOC_ARENA_MAX" in os.environ:
        return
    import ctypes

    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, 1)


def give_back_freed_memory() -> None:
    """Give what the C heap has freed back to the system, once everything is loaded: 0.15 MB in monitor.

    Nothing happens where ctypes is not loaded, which would cost more than this gains, or where the C library knows no
    such thing.
    """
    if "ctypes" not in sys.modules:
        return
    import ctypes

    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
