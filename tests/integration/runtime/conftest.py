"""Helpers of these tests."""

from __future__ import annotations

import queue
import signal
import sys
from pathlib import Path

import pytest

from pioreactor import clock

HERE = Path(__file__).parent


sys.path.insert(0, str(HERE))  # the tests and the processes they start share `runtime_jobs`


@pytest.fixture
def python_path():
    return str(HERE)


@pytest.fixture
def mixer_process(job_process):
    """Start the mixer as a process of its own."""

    def start(*arguments, **environment):
        return job_process(
            *arguments, python="import runtime_jobs; runtime_jobs.main()", PYTHONPATH=str(HERE), **environment
        )

    return start


class Values:
    """What arrives on a topic, by its last level."""

    def __init__(self, arrived):
        self.arrived = arrived
        self.seen = []

    def wait_for(self, name, value, timeout=10.0):
        """Wait until this value of this setting has arrived."""
        wanted = (name, value if isinstance(value, bytes) else str(value).encode())

        def look():
            try:
                while True:
                    message = self.arrived.get_nowait()
                    self.seen.append((message.topic.rpartition("/")[2], message.payload))
            except queue.Empty:
                return wanted in self.seen

        assert clock.wait_until(look, timeout), f"{wanted} did not arrive; {self.seen} did"


@pytest.fixture
def values(listener):
    return lambda pattern: Values(listener(pattern))


@pytest.fixture(autouse=True)
def hangup_is_not_ignored():
    """A test run under nohup ignores SIGHUP, and so would the jobs that it starts, as they should."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)
