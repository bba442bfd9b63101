"""Jobs and a simulated vial, both at the same fast clock."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

from pioreactor import clock
from pioreactor.testing.unit import JobProcess
from tests.integration.vial import hear, make_vial

__all__ = ["hear", "make_vial"]
SPEED = 20.0


@pytest.fixture
def fast_clock() -> Iterator[dict[str, str]]:
    """The environment that gives other processes the fast clock; this process has it too."""
    clock.configure(SPEED, (time.time(), time.monotonic()))
    yield {clock.SPEED_ENV: str(SPEED), clock.ORIGIN_ENV: clock.origin_text()}
    clock.configure(1.0)


@pytest.fixture
def start_job(job_process: Callable[..., JobProcess], fast_clock: dict[str, str]) -> Callable[..., JobProcess]:
    """Start a job at the fast clock and wait until it is ready."""

    def start(name: str, *options: str) -> JobProcess:
        process = job_process(name, *options, **fast_clock)
        process.wait_for_state(name)
        return process

    return start
