"""The last line of defence of a command: errors that we know become one sentence and exit code 1."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol, TypeVar

from pioreactor.exc import PioreactorError

Result = TypeVar("Result")


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
